"""Google's Agent Development Kit: whole requests and answers of Gemini as JSON, which is `{}` when capture is off."""

from typing import Any

from otelevals.genai.evidence import Evidence
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.places import Read, attribute, structure
from otelevals.genai.read_messages import input_messages, output_messages
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import system_of
from otelevals.genai.read_records import tools
from otelevals.genai.values import count, identifier, names, text

_REQUEST, _RESPONSE = "gcp.vertex.agent.llm_request", "gcp.vertex.agent.llm_response"
_ARGUMENTS, _RESULT = "gcp.vertex.agent.tool_call_args", "gcp.vertex.agent.tool_response"


def _tool(key: str, read: Read) -> Source:
    """The arguments or the result of a tool: either may be empty, both together mean that capture is off."""

    def find(evidence: Evidence) -> Any:
        found = evidence.structure(key)
        off = found == {} and evidence.structure(_ARGUMENTS) in ({}, None) and evidence.structure(_RESULT) in ({}, None)
        return None if off else found

    return Source(key, find, read, (key,))


def _usage(name: str) -> tuple[Source]:
    return (structure(_RESPONSE, count, "usage_metadata", name),)


DIALECT = Dialect(
    name="Google ADK",
    markers=("gcp.vertex.agent.",),
    fields={
        "request_model": (structure(_REQUEST, text, "model"),),
        "system_instructions": (structure(_REQUEST, system_of, "config"),),
        "input_messages": (structure(_REQUEST, input_messages, "contents"),),
        "output_messages": (structure(_RESPONSE, output_messages, "content"),),
        "tools": (structure(_REQUEST, tools, "config", "tools"),),
        "tool_arguments": (_tool(_ARGUMENTS, arguments_of),),
        "tool_result": (_tool(_RESULT, result_of),),
        "tokens.input": _usage("prompt_token_count"),
        "tokens.output": _usage("candidates_token_count"),
        "tokens.total": _usage("total_token_count"),
        "tokens.cache_read": _usage("cached_content_token_count"),
        "tokens.reasoning": _usage("thoughts_token_count"),
        "said_finish_reasons": (structure(_RESPONSE, names, "finish_reason"),),
        "session": (attribute("gcp.vertex.agent.session_id", identifier),),
        "error": (structure(_RESPONSE, text, "error_code"),),
    },
)
