"""LiteLLM says in other places what it leaves out of its messages, and uses words of its own for kinds."""

import json
from typing import Any

import pytest
from hypothesis import given

from otelevals.genai.fields import Found
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from tests.genai import hostile
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction

_CALL = "gen_ai.completion.{}.function_call.{}"


def _answer(*parts: dict[str, Any]) -> str:
    return json.dumps([{"role": "assistant", "parts": parts, "finish_reason": "tool_calls"}])


def _calls(*cities: str) -> dict[str, str]:
    return {
        _CALL.format(number, key): value
        for number, city in enumerate(cities)
        for key, value in (("name", "get_weather"), ("arguments", json.dumps({"city": city})))
    }


def test_tool_calls_beside_the_messages_belong_to_the_answer() -> None:
    view = interaction({OPERATION: "chat", OUTPUT: _answer({"type": "text", "content": "I look."}), **_calls("a", "b")})
    assert view.get("output_messages") == Found(
        (
            Message(
                "assistant",
                (Text("I look."), ToolCall("get_weather", {"city": "a"}), ToolCall("get_weather", {"city": "b"})),
                "tool_calls",
            ),
        ),
        "gen_ai.output.messages + gen_ai.completion.*",
    )
    assert view.output == "I look."


def test_tool_calls_without_messages() -> None:
    early = {"gen_ai.completion.0.role": "assistant", "gen_ai.completion.0.finish_reason": "tool_calls"}
    assert interaction({**early, **_calls("a", "b")}).value("output_messages") == (
        Message(
            "assistant", (ToolCall("get_weather", {"city": "a"}), ToolCall("get_weather", {"city": "b"})), "tool_calls"
        ),
    )
    assert interaction(_calls("a")).value("output_messages") == (
        Message("assistant", (ToolCall("get_weather", {"city": "a"}),)),
    )


def test_raw_messages_of_the_second_integration() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "Where?"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "18", "tool_call_id": "1"},
    ]
    view = interaction(
        {
            OPERATION: "chat",
            INPUT: json.dumps(messages),
            OUTPUT: '[{"role":"assistant","content":"Here."}]',
            "gen_ai.tool.0.name": "get_weather",
            "gen_ai.tool.0.description": "The weather.",
            "gen_ai.tool.0.parameters": '{"type":"object"}',
            "litellm.end_user.id": "user-7",
        }
    )
    assert view.messages == (
        Message("user", (Text("Where?"),)),
        Message("assistant", (ToolCall("get_weather", {"city": "Paris"}, "1"),)),
        Message("tool", (ToolResult("18", "1"),)),
        Message("assistant", (Text("Here."),)),
    )
    assert view.value("tools") == (Tool("get_weather", "The weather.", {"type": "object"}),)
    assert view.value("user") == "user-7"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({OPERATION: "responses"}, Kind.CHAT),
        ({OPERATION: "embedding"}, Kind.EMBEDDINGS),
        ({"llm.request.type": "acompletion"}, Kind.CHAT),
        ({"litellm.call_type": "atext_completion"}, Kind.COMPLETION),
        ({"litellm.call_type": "arerank"}, Kind.RERANK),
    ],
)
def test_kinds(written: dict[str, str], kind: Kind) -> None:
    assert interaction(written).kind == kind


def test_the_raw_request_below_a_call_is_no_second_call() -> None:
    raw = {"llm.openai.messages": "[{'role': 'user'}]", "llm.openai.choices": "[{'index': 0}]", "llm.openai.model": "m"}
    view = interaction(raw)
    assert view.kind == Kind.OTHER
    assert view.output is None


def test_what_is_empty_says_nothing() -> None:
    view = interaction(
        {OPERATION: "chat", "gen_ai.system": "", "llm.user": "", "metadata.user_api_key_user_id": "key-1"}
    )
    assert view.value("provider") is None
    assert view.value("user") == "key-1"


def test_cached_tokens_of_anthropic() -> None:
    usage = {"input_tokens": 100, "output_tokens": 40, "cache_read_input_tokens": 20, "cache_creation_input_tokens": 10}
    view = interaction({f"gen_ai.usage.{key}": value for key, value in usage.items()})
    assert view.usage == (100, 40, 140, 20, 10, None)


def test_usage_as_python_shows_it() -> None:
    shown = "{'prompt_tokens_details': {'cached_tokens': 16, 'cache_creation_tokens': None}, 'cost': None}"
    tokens = {"gen_ai.usage.input_tokens": 24, "gen_ai.usage.output_tokens": 8, "gen_ai.usage.total_tokens": 32}
    assert interaction({**tokens, "metadata.usage_object": shown}).usage == (24, 8, 32, 16, None, None)
    assert interaction({**tokens, "metadata.usage_object": shown[:-1]}).usage.cache_read_tokens is None


@given(hostile.attributes((OUTPUT, "gen_ai.completion", *_calls("a", "b")), "role", "function_call", "name", "content"))
def test_whatever_is_there_is_read_or_absent(found: dict[str, Any]) -> None:
    hostile.assert_read_or_absent({**_calls("a"), **found})


def test_the_provider_is_in_the_model_where_it_is_empty() -> None:
    said = {"litellm.call_type": "embedding", "gen_ai.system": "", "litellm.provider.model": "azure/text-embedding-3"}
    assert interaction(said).value("provider") == "azure.ai.openai"
    assert interaction({**said, "litellm.provider.model": "text-embedding-3"}).value("provider") is None
