"""LiveKit Agents: voice agents, with a chat's context as a list of items."""

from typing import Any

from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Messages
from otelevals.genai.places import attribute, structure, together
from otelevals.genai.read_messages import input_messages, messages_of
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request
from otelevals.genai.read_records import tools
from otelevals.genai.values import identifier, number, text

_TEXT, _CALLS = "lk.response.text", "lk.response.function_calls"


def _answer(value: dict[str, Any]) -> Messages:
    return messages_of({"role": "assistant", "content": value.get(_TEXT), "tool_calls": value.get(_CALLS)}, "assistant")


DIALECT = Dialect(
    name="LiveKit",
    markers=("lk.agent_name", "lk.chat_ctx", "lk.function_tool.", "lk.instructions", "lk.response.", "lk.user_input"),
    fields={
        "kind": (attribute("lk.function_tool.name", lambda value: Kind.TOOL),),
        "system_instructions": (attribute("lk.instructions", text),),
        "input_messages": (structure("lk.chat_ctx", input_messages, "items"), attribute("lk.user_input", request)),
        "output_messages": (together((_TEXT, _CALLS), _answer),),
        "tools": (structure("lk.function_tools", tools),),
        "tool_name": (attribute("lk.function_tool.name", text),),
        "tool_call_id": (attribute("lk.function_tool.id", identifier),),
        "tool_arguments": (attribute("lk.function_tool.arguments", arguments_of),),
        "tool_result": (attribute("lk.function_tool.output", result_of),),
        "time_to_first_token": (attribute("lk.response.ttft", number),),
        "agent": (attribute("lk.agent_name", text),),
    },
)
