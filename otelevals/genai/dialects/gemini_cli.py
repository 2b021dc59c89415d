"""Gemini CLI: the conventions' attributes with operations of its own, and Gemini's contents as messages."""

from typing import Any

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.places import attribute, inside, only, structure
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.values import first, identifier, one_of
from otelevals.otlp.anyvalue import Value

_INPUT, _OUTPUT = "gen_ai.input.messages", "gen_ai.output.messages"


def _result(value: Value) -> str:
    """What the model gets to see of a tool call that is complete."""
    said: Any = inside(value, "response", "responseParts", 0, "functionResponse", "response")
    found = first(said, "output", "error") if isinstance(said, dict) else None
    return result_of(value if found is None else found)


DIALECT = Dialect(
    name="Gemini CLI",
    markers=(),
    fields={
        "kind": (
            attribute(
                "gen_ai.operation.name",
                one_of({"llm_call": Kind.CHAT, "tool_call": Kind.TOOL, "agent_call": Kind.AGENT}, Kind.OTHER),
            ),
        ),
        "input_messages": (only({Kind.AGENT}, structure(_INPUT, request)),),
        "output_messages": (only({Kind.AGENT}, structure(_OUTPUT, response, "llmContent")),),
        "tool_call_id": (attribute("gen_ai.tool.call_id", identifier),),
        "tool_arguments": (only({Kind.TOOL}, structure(_INPUT, arguments_of, "args")),),
        "tool_result": (only({Kind.TOOL}, structure(_OUTPUT, _result)),),
    },
)
