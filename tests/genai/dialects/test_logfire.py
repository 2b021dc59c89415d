"""Logfire's integrations say requests and answers as their providers have them; its feedback is never scored."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from otelevals.api.batch import Payload
from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall
from otelevals.genai.recognise import is_genai
from otelevals.genai.records import Evaluation, Tool
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.genai import hostile
from tests.genai.spans import OPERATION, interaction, span

FIXTURES = Path(__file__).parents[3] / "../shared/fixtures"
REQUEST, RESPONSE = "request_data", "response_data"
QUESTION = {"role": "user", "content": "Where?"}


def _view(request: Any, response: Any, **more: Any) -> Interaction:
    return interaction({OPERATION: "chat", REQUEST: json.dumps(request), RESPONSE: json.dumps(response), **more})


def test_a_request_and_its_answer() -> None:
    function = {"name": "f", "description": "Does.", "parameters": {"type": "object"}}
    request = {"model": "gpt-4o", "messages": [{"role": "system", "content": "Be short."}, QUESTION]}
    message = {"role": "assistant", "content": "Here.", "refusal": None, "function_call": None, "tool_calls": None}
    view = _view({**request, "tools": [{"type": "function", "function": function}]}, {"message": message})
    assert view.messages == (
        Message("system", (Text("Be short."),)),
        Message("user", (Text("Where?"),)),
        Message("assistant", (Text("Here."),)),
    )
    assert view.get("request_model") == Found("gpt-4o", "request_data.model")
    assert view.value("tools") == (Tool("f", "Does.", {"type": "object"}),)


def test_a_request_of_which_only_the_model_is_said_has_no_input() -> None:
    view = interaction({OPERATION: "chat", REQUEST: '{"model": "gpt-4o"}'})
    assert view.value("input_messages") is None
    assert view.value("model") == "gpt-4o"


def test_anthropic_has_system_instructions_and_its_arguments_are_wrapped() -> None:
    call = {"id": "1", "function": {"name": "f", "arguments": '{"input":{"a":1}}'}}
    view = _view(
        {"model": "claude", "system": "Be short.", "messages": [QUESTION]},
        {"message": {"role": "assistant", "tool_calls": [call]}},
    )
    assert view.value("system") == "Be short."
    assert view.tool_calls == (ToolCall("f", {"a": 1}, "1"),)


def test_an_argument_of_openai_may_be_called_input() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"input":{"a":1}}'}}
    view = _view({"messages": [QUESTION]}, {"message": {"role": "assistant", "content": None, "tool_calls": [call]}})
    assert view.tool_calls == (ToolCall("f", {"input": {"a": 1}}, "1"),)


def test_completions_and_streamed_answers() -> None:
    completed = _view({"prompt": "Once"}, {"text": "upon", "finish_reason": "stop", "usage": None})
    assert (completed.input, completed.output, completed.value("finish_reasons")) == ("Once", "upon", ("stop",))
    assert _view({}, {"combined_chunk_content": "Here.", "chunk_count": 2}).output == "Here."
    assert _view({}, {"combined_chunk_content": "", "chunk_count": 0}).value("output_messages") is None


def test_the_text_of_embeddings_is_a_query() -> None:
    view = interaction({OPERATION: "embeddings", REQUEST: '{"model": "m", "input": "The door."}'})
    assert view.input == "The door."


def test_events_of_responses_end_with_the_answer() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a":1}'}}
    events = [
        {"event.name": "gen_ai.system.message", "content": "Be short.", "role": "system"},
        {"event.name": "gen_ai.user.message", "content": "Where?", "role": "user"},
        {"event.name": "gen_ai.assistant.message", "content": "I look.", "role": "assistant"},
        {"event.name": "gen_ai.assistant.message", "role": "assistant", "tool_calls": [call]},
    ]
    view = interaction({OPERATION: "chat", "events": json.dumps(events)})
    assert view.value("output_messages") == (Message("assistant", (Text("I look."), ToolCall("f", {"a": 1}, "1"))),)
    assert (view.value("system"), view.input) == ("Be short.", "Where?")
    assert interaction({OPERATION: "chat", "events": json.dumps(events[:2])}).value("output_messages") is None


OPENAI = {
    "prompt_tokens": 24,
    "completion_tokens": 8,
    "total_tokens": 32,
    "prompt_tokens_details": {"cached_tokens": 16},
    "completion_tokens_details": {"reasoning_tokens": 2},
}
ANTHROPIC = {"input_tokens": 20, "output_tokens": 5, "cache_read_input_tokens": 10, "cache_creation_input_tokens": 2}


def test_raw_usage() -> None:
    raw = {OPERATION: "chat", "gen_ai.usage.raw": json.dumps(OPENAI)}
    assert interaction(raw).usage == (24, 8, 32, 16, None, 2)
    assert _view({}, {"usage": OPENAI}).usage == (24, 8, 32, 16, None, 2)
    anthropic = {"gen_ai.provider.name": "anthropic", "gen_ai.usage.raw": json.dumps(ANTHROPIC)}
    assert interaction(anthropic).usage == (32, 5, 37, 10, 2, None)
    assert interaction({**anthropic, "gen_ai.usage.input_tokens": 32}).usage == (32, 5, 37, 10, 2, None)


@pytest.mark.parametrize(
    ("value", "evaluation"),
    [
        (0.1, Evaluation("tone", 0.1, explanation="rude")),
        ("very", Evaluation("tone", label="very", explanation="rude")),
        (True, Evaluation("tone", 1.0, "pass", "rude")),
        (False, Evaluation("tone", 0.0, "fail", "rude")),
        (None, Evaluation("tone", explanation="rude")),
    ],
)
def test_feedback(value: Any, evaluation: Evaluation) -> None:
    said = {"logfire.span_type": "annotation", "logfire.feedback.name": "tone", "logfire.feedback.comment": "rude"}
    found = {**said, "agent_name": "x", **({} if value is None else {"tone": value})}
    assert is_genai(span(found))
    view = interaction(found)
    assert view.kind == Kind.FEEDBACK
    assert view.value("evaluations") == (evaluation,)


def test_an_annotation_of_a_chat_is_no_chat() -> None:
    assert interaction({OPERATION: "chat", "logfire.span_type": "annotation"}).kind == Kind.FEEDBACK
    assert interaction({OPERATION: "chat", "logfire.span_type": "log"}).kind == Kind.CHAT


@pytest.mark.parametrize(
    ("body", "known"),
    [
        ('{"model": "gpt-4o", "messages": []}', True),
        ('{"model": "T", "doors": 3}', False),
        ('{"model": 3, "messages": []}', False),
        ('{"model', False),
        ("text", False),
    ],
)
def test_the_body_of_a_request_makes_a_genai_span(body: str, known: bool) -> None:
    assert is_genai(span({REQUEST: body})) is known


@pytest.mark.skipif(not FIXTURES.exists(), reason="the fixtures are not beside the repository")
@pytest.mark.parametrize("version", ["latest_semconv", "v1_request_response_events"])
def test_both_formats_give_the_same(version: str) -> None:
    raw = (FIXTURES / f"logfire-openai__{version}.json").read_bytes()
    (found,) = Payload(Signal.TRACES, decode_json(Signal.TRACES, raw, lenient=True)).spans
    view = Interaction(found)
    assert (view.value("system"), view.input) == ("You are a helpful assistant.", "What is four plus five?")
    assert (view.output, view.value("finish_reasons")) == ("Four plus five is nine.", ("stop",))
    assert view.usage == (23, 6, 29, 0, None, 0)


KEYS = (REQUEST, RESPONSE, "events", "gen_ai.usage.raw", "logfire.feedback.name", "logfire.feedback.comment", "name")
WORDS = (
    "messages",
    "message",
    "tool_calls",
    "function",
    "arguments",
    "input",
    "usage",
    "prompt",
    "text",
    "name",
    "model",
)


@given(hostile.attributes(KEYS, *WORDS))
def test_whatever_is_there_is_read_or_absent(found: dict[str, Any]) -> None:
    assert is_genai(span(found)) in (True, False)
    hostile.assert_read_or_absent({**found, OPERATION: "chat"})
    hostile.assert_read_or_absent({**found, OPERATION: "embeddings"})
