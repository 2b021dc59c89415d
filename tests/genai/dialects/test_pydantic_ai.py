"""A run of PydanticAI shows what went into it and its final answer, in whichever version of its format."""

import json
from typing import Any

import pytest
from hypothesis import given

from otelevals.genai.fields import Found
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from tests.genai import hostile
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction

ALL, FIRST = "pydantic_ai.all_messages", "pydantic_ai.new_message_index"
AGENT = {OPERATION: "invoke_agent", "agent_name": "clerk", "model_name": "gpt-4o"}


def _said(role: str, text: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": text}], **more}


SYSTEM, QUESTION = _said("system", "Be short."), _said("user", "Where?")
CALL = {"role": "assistant", "parts": [{"type": "tool_call", "id": "1", "name": "f", "arguments": '{"a":1}'}]}
RESULT = {"role": "user", "parts": [{"type": "tool_call_response", "id": "1", "name": "f", "result": "18"}]}
ANSWER = _said("assistant", "Here.", finish_reason="stop")


def test_a_run_is_what_went_in_and_the_final_answer() -> None:
    messages = json.dumps([SYSTEM, QUESTION, CALL, RESULT, ANSWER])
    view = interaction({**AGENT, ALL: messages, "final_result": "Here."})
    assert view.kind == Kind.AGENT
    assert view.value("input_messages") == (Message("system", (Text("Be short."),)), Message("user", (Text("Where?"),)))
    assert view.get("output_messages") == Found((Message("assistant", (Text("Here."),)),), "final_result")
    assert (view.input, view.value("system"), view.value("model")) == ("Where?", "Be short.", "gpt-4o")
    assert view.value("agent") == "clerk"


def test_without_its_result_the_answer_is_the_last_message_of_the_model() -> None:
    view = interaction({**AGENT, ALL: json.dumps([QUESTION, CALL, RESULT, ANSWER])})
    assert view.value("output_messages") == (Message("assistant", (Text("Here."),), "stop"),)


@pytest.mark.parametrize("messages", [[QUESTION], [QUESTION, CALL, RESULT]])
def test_a_run_that_failed_has_no_answer(messages: list[Any]) -> None:
    view = interaction({**AGENT, ALL: json.dumps(messages)})
    assert view.value("output_messages") is None
    assert view.input == "Where?"


@pytest.mark.parametrize("first", [2, "2"])
def test_history_that_a_run_was_given_is_input_and_no_answer(first: Any) -> None:
    """The index counts requests, and one request may speak in two roles."""
    history = [SYSTEM, _said("user", "Who?"), _said("assistant", "Me.")]
    view = interaction({**AGENT, FIRST: first, ALL: json.dumps([*history, QUESTION, CALL, RESULT, ANSWER])})
    assert [message.text for message in view.value("input_messages")] == ["Be short.", "Who?", "Me.", "Where?"]
    assert view.output == "Here."
    failed = interaction({**AGENT, FIRST: first, ALL: json.dumps(history)})
    assert failed.value("output_messages") is None


def test_a_structured_result_is_its_json() -> None:
    assert interaction({**AGENT, "final_result": '{"city": "Paris"}'}).output == '{"city": "Paris"}'


def test_parts_of_its_own() -> None:
    parts = [
        {"type": "thinking", "content": "Hm."},
        {"type": "text"},
        {"type": "image-url", "url": "https://x/y.png"},
        {"type": "binary", "media_type": "audio/wav", "content": "aGk="},
    ]
    view = interaction({OPERATION: "chat", INPUT: json.dumps([RESULT]), OUTPUT: json.dumps([{"parts": parts}])})
    assert view.messages == (
        Message("tool", (ToolResult("18", "1", "f"),)),
        Message(
            "assistant",
            (Reasoning("Hm."), Media("image", "", "https://x/y.png"), Media("audio", "audio/wav")),
        ),
    )


def test_usage_of_a_run_is_aggregated_and_may_be_text() -> None:
    view = interaction(
        {
            **AGENT,
            "gen_ai.aggregated_usage.input_tokens": "140",
            "gen_ai.aggregated_usage.output_tokens": 21,
            "gen_ai.aggregated_usage.cache_read.input_tokens": 32,
            "gen_ai.aggregated_usage.details.reasoning_tokens": 4,
        }
    )
    assert view.usage == (140, 21, 161, 32, None, 4)


def test_an_early_tool() -> None:
    tool = {"gen_ai.tool.name": "f", "gen_ai.tool.call.id": "1", "tool_arguments": '{"a": 1}', "tool_response": "18"}
    view = interaction(tool)
    assert (view.kind, view.value("tool_arguments"), view.value("tool_result")) == (Kind.TOOL, {"a": 1}, "18")


def test_a_run_of_the_first_version() -> None:
    events = [
        {"event.name": "gen_ai.system.message", "role": "system", "content": "Be short."},
        {"event.name": "gen_ai.user.message", "role": "user", "content": ["Where?", {"kind": "image-url", "url": "u"}]},
        {"event.name": "gen_ai.assistant.message", "role": "assistant", "content": "Here."},
    ]
    view = interaction({"all_messages_events": json.dumps(events), "agent_name": "clerk"})
    assert view.kind == Kind.AGENT
    assert view.messages == (
        Message("system", (Text("Be short."),)),
        Message("user", (Text("Where?"), Media("image", "", "u"))),
        Message("assistant", (Text("Here."),)),
    )


def test_a_call_of_the_first_version() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
    events = [
        {"event.name": "gen_ai.user.message", "content": "Where?"},
        {"event.name": "gen_ai.assistant.message", "role": "assistant", "tool_calls": [call]},
        {"event.name": "gen_ai.tool.message", "role": "tool", "id": "1", "name": "f", "content": "18"},
        {"event.name": "gen_ai.choice", "index": 0, "message": {"role": "assistant", "content": "Here."}},
    ]
    view = interaction({OPERATION: "chat", "events": json.dumps(events)})
    assert view.get("output_messages") == Found((Message("assistant", (Text("Here."),)),), "events")
    assert view.value("input_messages") == (
        Message("user", (Text("Where?"),)),
        Message("assistant", (ToolCall("f", {"a": 1}, "1"),)),
        Message("tool", (ToolResult("18", "1", "f"),)),
    )


def test_what_was_asked_for() -> None:
    schema = {"type": "object"}
    parameters = {"function_tools": [{"name": "f", "description": None, "parameters_json_schema": schema}]}
    view = interaction(
        {OPERATION: "chat", "model_request_parameters": json.dumps({**parameters, "output_mode": "tool"})}
        | {"gen_ai.client.operation.time_to_first_chunk": 0.05}
    )
    assert view.value("tools") == (Tool("f", "", schema),)
    assert view.value("output_type") == "json"
    assert view.value("time_to_first_token") == 0.05


KEYS = (ALL, FIRST, "final_result", "all_messages_events", "events", "model_request_parameters", "tool_arguments")
WORDS = ("event.name", "gen_ai.choice", "role", "assistant", "content", "parts", "message", "function_tools", "kind")


@given(hostile.attributes(KEYS, *WORDS))
def test_whatever_is_there_is_read_or_absent(found: dict[str, Any]) -> None:
    hostile.assert_read_or_absent({**found, **AGENT})
    hostile.assert_read_or_absent({**found, OPERATION: "chat"})
