"""LiveKit: a chat's context as items, an answer's text and calls in two attributes."""

import json

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from tests.genai.spans import interaction


def test_a_call_of_a_model() -> None:
    items = [
        {"id": "i1", "type": "message", "role": "user", "content": ["Is it warm?"]},
        {"id": "i2", "type": "function_call", "call_id": "1", "name": "weather", "arguments": '{"city": "Rome"}'},
        {"id": "i3", "type": "function_call_output", "call_id": "1", "name": "weather", "output": "25"},
    ]
    calls = [{"call_id": "2", "name": "weather", "arguments": '{"city": "Paris"}'}]
    view = interaction(
        {
            "gen_ai.request.model": "gpt-4o",
            "lk.chat_ctx": json.dumps({"items": items}),
            "lk.function_tools": ["weather"],
            "lk.response.text": "I look.",
            "lk.response.function_calls": json.dumps(calls),
            "lk.response.ttft": 0.25,
        }
    )
    assert view.value("input_messages") == (
        Message("user", (Text("Is it warm?"),)),
        Message("assistant", (ToolCall("weather", {"city": "Rome"}, "1"),)),
        Message("tool", (ToolResult("25", "1", "weather"),)),
    )
    assert view.value("output_messages") == (
        Message("assistant", (Text("I look."), ToolCall("weather", {"city": "Paris"}, "2"))),
    )
    assert (view.kind, view.value("tools")) == (Kind.CHAT, (Tool("weather"),))
    assert view.value("time_to_first_token") == pytest.approx(0.25)


def test_a_tool() -> None:
    view = interaction(
        {
            "lk.function_tool.name": "weather",
            "lk.function_tool.id": "1",
            "lk.function_tool.arguments": '{"city": "Paris"}',
            "lk.function_tool.output": "18 degrees",
        }
    )
    assert (view.kind, view.value("tool_name"), view.value("tool_call_id")) == (Kind.TOOL, "weather", "1")
    assert (view.value("tool_arguments"), view.output) == ({"city": "Paris"}, "18 degrees")
