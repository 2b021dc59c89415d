"""Google ADK: whole requests and answers of Gemini as JSON; `{}` means that capture is off."""

import json
from typing import Any

import pytest

from otelevals.genai.fields import Absent
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from otelevals.genai.usage import Usage
from tests.genai.spans import OPERATION, interaction

PREFIX = "gcp.vertex.agent."
REQUEST = {
    "model": "gemini-2.5-flash",
    "config": {
        "system_instruction": "Be brief.",
        "tools": [{"function_declarations": [{"name": "weather", "description": "Where?"}]}, {"google_search": {}}],
    },
    "contents": [
        {"role": "user", "parts": [{"text": "Is it warm in Paris?"}]},
        {"role": "model", "parts": [{"function_call": {"id": "1", "name": "weather", "args": {"city": "Paris"}}}]},
        {"role": "user", "parts": [{"function_response": {"id": "1", "name": "weather", "response": {"t": 18}}}]},
    ],
}
RESPONSE = {
    "content": {"role": "model", "parts": [{"text": "hm", "thought": True}, {"text": "It is."}]},
    "finish_reason": "STOP",
    "usage_metadata": {
        "prompt_token_count": 20,
        "candidates_token_count": 4,
        "thoughts_token_count": 6,
        "total_token_count": 30,
        "cached_content_token_count": 5,
    },
}


def call(request: Any, response: Any) -> dict[str, Any]:
    return {
        "gen_ai.system": "gcp.vertex.agent",
        "gen_ai.request.model": "gemini-2.5-flash",
        PREFIX + "llm_request": json.dumps(request),
        PREFIX + "llm_response": json.dumps(response),
        PREFIX + "session_id": "s-1",
        PREFIX + "event_id": "e-1",
    }


def test_a_call_of_a_model() -> None:
    view = interaction(call(REQUEST, RESPONSE))
    assert (view.kind, view.value("model"), view.value("session")) == (Kind.CHAT, "gemini-2.5-flash", "s-1")
    assert view.value("system") == "Be brief."
    assert view.value("tools") == (Tool("weather", "Where?"),)
    assert view.value("input_messages") == (
        Message("user", (Text("Is it warm in Paris?"),)),
        Message("assistant", (ToolCall("weather", {"city": "Paris"}, "1"),)),
        Message("tool", (ToolResult({"t": 18}, "1", "weather"),)),
    )
    assert view.value("output_messages") == (Message("assistant", (Reasoning("hm"), Text("It is."))),)
    assert view.value("finish_reasons") == ("stop",)
    assert view.usage == Usage(20, 10, 30, 5, None, 6)


def test_capture_that_is_off() -> None:
    view = interaction(call({}, {}))
    output = view.get("output")
    assert isinstance(output, Absent)
    assert output.content_off


def tool(arguments: str, result: str) -> dict[str, Any]:
    return {
        OPERATION: "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "<not specified>",
        PREFIX + "llm_request": "{}",
        PREFIX + "llm_response": "{}",
        PREFIX + "tool_call_args": arguments,
        PREFIX + "tool_response": result,
    }


def test_a_tool() -> None:
    view = interaction(tool('{"city": "Paris"}', '{"result": "18 degrees"}'))
    assert (view.kind, view.value("tool_arguments")) == (Kind.TOOL, {"city": "Paris"})
    assert view.output == '{"result":"18 degrees"}'
    assert view.value("tool_call_id") is None
    assert view.messages == ()


@pytest.mark.parametrize(("result", "arguments"), [('{"result": 1}', {}), ("{}", None)])
def test_a_tool_without_arguments_is_told_from_capture_that_is_off(result: str, arguments: Any) -> None:
    assert interaction(tool("{}", result)).value("tool_arguments") == arguments


def test_an_error_of_the_model() -> None:
    assert (
        interaction(call(REQUEST, {"error_code": "MALFORMED_FUNCTION_CALL"})).value("error")
        == "MALFORMED_FUNCTION_CALL"
    )
