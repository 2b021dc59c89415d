"""LangSmith's OpenTelemetry export: a run's inputs and outputs whole, in the attributes that once held the prompt and
the completion. Its operation names say `chat` of prompt templates and `embeddings` of retrievers, so its own kind
comes first. `langsmith.trace.session_id` is a project, never a chat's session.
"""

from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kind_words import KIND_WORDS
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.places import attribute, attributes, only, span_name, structure
from otelevals.genai.providers import provider
from otelevals.genai.read_calls import call_arguments, call_id, call_result, python_literal, query
from otelevals.genai.read_payloads import request, response, system_of
from otelevals.genai.read_records import documents, tools
from otelevals.genai.values import count, identifier, names, one_of, text
from otelevals.otlp.anyvalue import Value

_KIND = "langsmith.span.kind"
_INPUT = "gen_ai.prompt"
_OUTPUT = "gen_ai.completion"
_ABOUT = "langsmith.metadata."
_MESSAGE = ("generations", 0, 0, "message", "kwargs")
"""Where a LangChain model's answer is in a run's outputs."""
_CALLS = frozenset({*LLM, Kind.AGENT, Kind.WORKFLOW, Kind.OTHER})
_SEARCHES = frozenset({Kind.RETRIEVAL, Kind.RERANK, Kind.EMBEDDINGS})
_FOUND = frozenset({Kind.RETRIEVAL, Kind.RERANK})


def _detail(name: str) -> Any:
    """One number of a mapping that is written as Python shows it, or as JSON."""

    def read(value: Value) -> int:
        found = python_literal(value) if isinstance(value, str) else value
        if not isinstance(found, dict) or name not in found:
            raise Unreadable(f"has no {name}")
        return count(found[name])

    return read


def _tokens(side: str, name: str) -> tuple[Source, ...]:
    details = f"{side}_token_details"
    return (
        attribute(f"gen_ai.usage.{details}", _detail(name)),
        structure(_OUTPUT, count, *_MESSAGE, "usage_metadata", details, name),
    )


def _about(*keys: str) -> tuple[Source, ...]:
    return attributes([_ABOUT + key for key in keys], identifier)


DIALECT = Dialect(
    name="LangSmith",
    markers=(_KIND,),
    corrections={
        "kind": (
            attribute(
                _KIND,
                one_of({**KIND_WORDS, "prompt": Kind.WORKFLOW, "parser": Kind.WORKFLOW}),
            ),
        ),
    },
    fields={
        "operation": (attribute(_KIND, text),),
        "provider": (attribute("langsmith.metadata.ls_provider", provider),),
        "request_model": (attribute("langsmith.metadata.ls_model_name", text),),
        "response_model": (
            structure(_OUTPUT, text, *_MESSAGE, "response_metadata", "model_name"),
            structure(_OUTPUT, text, "model"),
        ),
        "system_instructions": (only(LLM, structure(_INPUT, system_of)),),
        "input_messages": (only(_CALLS, structure(_INPUT, request)),),
        "output_messages": (only(_CALLS, structure(_OUTPUT, response)),),
        "tools": (only(LLM, structure(_INPUT, tools, "tools")),),
        "tool_name": (span_name(_KIND, "tool"),),
        "tool_call_id": (only({Kind.TOOL}, structure(_OUTPUT, call_id, "output")),),
        "tool_arguments": (only({Kind.TOOL}, attribute(_INPUT, call_arguments)),),
        "tool_result": (only({Kind.TOOL}, attribute(_OUTPUT, call_result)),),
        "query": (only(_SEARCHES, attribute(_INPUT, query)),),
        "documents": (only(_FOUND, structure(_OUTPUT, documents)),),
        "tokens.cache_read": _tokens("input", "cache_read"),
        "tokens.cache_write": _tokens("input", "cache_creation"),
        "tokens.reasoning": _tokens("output", "reasoning"),
        "said_finish_reasons": (structure(_OUTPUT, names, *_MESSAGE, "response_metadata", "finish_reason"),),
        "session": _about("session_id", "thread_id", "conversation_id"),
        "user": _about("user_id"),
        "agent": _about("lc_agent_name"),
        "prompt_name": _about("lc_hub_repo"),
        "prompt_version": _about("lc_hub_commit_hash"),
    },
)
