"""Semantic Kernel: the conventions, with operations, finish reasons and errors written in its own way."""

import json

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.messages import ToolCall
from otelevals.genai.records import Tool
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat.completions", Kind.CHAT),
        ("text_completions", Kind.COMPLETION),
        ("text.completions", Kind.COMPLETION),
        ("invoke_agent", Kind.AGENT),
    ],
)
def test_kinds(operation: str, kind: Kind) -> None:
    assert interaction({OPERATION: operation}).kind is kind


def test_a_call_of_a_model() -> None:
    view = interaction(
        {
            OPERATION: "chat",
            "gen_ai.response.finish_reason": "FinishReason.STOP,FinishReason.LENGTH",
            "error.type": "<class 'openai.BadRequestError'>",
            "sk.available_functions": "weather-now,weather-later",
        }
    )
    assert view.value("finish_reasons") == ("stop", "length")
    assert view.value("error") == "openai.BadRequestError"
    assert view.value("tools") == (Tool("weather-now"), Tool("weather-later"))


def test_an_agent() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "weather-now", "arguments": '{"city": "Paris"}'}}
    view = interaction(
        {
            OPERATION: "invoke_agent",
            INPUT: json.dumps([{"role": "user", "content": "Hi"}]),
            OUTPUT: json.dumps(
                [{"role": "assistant", "tool_calls": [call]}, {"role": "assistant", "content": "Hello", "name": "host"}]
            ),
        }
    )
    assert (view.input, view.output) == ("Hi", "Hello")
    assert view.tool_calls == (ToolCall("weather-now", {"city": "Paris"}, "1"),)
