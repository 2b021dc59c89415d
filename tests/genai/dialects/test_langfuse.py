"""Langfuse: one value for what went in and one for what came out, whose meaning the observation's type tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.batch import Payload
from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall
from otelevals.genai.records import Document, Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.genai.spans import interaction

FIXTURE = Path(__file__).parents[3] / "../shared/fixtures/langfuse__sdk_spans.json"
STARTED = 1_746_026_930_686_364_000


def observation(kind: str, /, **fields: Any) -> Interaction:
    given = {"langfuse.observation.type": kind}
    for name, value in fields.items():
        key = f"langfuse.observation.{name.replace('__', '.')}"
        given[key] = value if isinstance(value, str) else json.dumps(value)
    return interaction(given, start_time_unix_nano=STARTED)


def test_a_generation() -> None:
    view = observation(
        "generation",
        input=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Capital of France?"}],
        output={"role": "assistant", "content": "Paris."},
        model__name="gpt-4o-mini-2024-07-18",
        prompt__name="geography",
        prompt__version=3,
        metadata__finish_reason='"tool-calls"',
    )
    assert view.kind is Kind.CHAT
    assert view.value("input_messages") == (
        Message("system", (Text("Be brief."),)),
        Message("user", (Text("Capital of France?"),)),
    )
    assert view.value("output_messages") == (Message("assistant", (Text("Paris."),)),)
    fields = ("system", "model", "response_model", "prompt_name", "prompt_version", "finish_reasons")
    assert [view.value(name) for name in fields] == [
        "Be brief.",
        "gpt-4o-mini-2024-07-18",
        "gpt-4o-mini-2024-07-18",
        "geography",
        "3",
        ("tool_call",),
    ]


@pytest.mark.parametrize(
    ("written", "output"),
    [
        ("Paris.", "Paris."),
        ("[1] Paris.", "[1] Paris."),
        ("{city} is it", "{city} is it"),
        ('{"role":"assistant","content":""}', ""),
        (
            '{"id":"msg_1","content":[{"text":"Paris.","type":"output_text"}],"role":"assistant","type":"message"}',
            "Paris.",
        ),
    ],
)
def test_texts_are_written_as_they_are_and_the_rest_as_json(written: str, output: str) -> None:
    assert observation("generation", output=written).output == output


def test_a_cut_answer_is_absent() -> None:
    cut = observation("generation", output='{"role":"assis').get("output")
    assert cut == Absent("langfuse.observation.output is not valid JSON; it may have been cut")


def test_tools_are_beside_the_messages() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    view = observation(
        "generation",
        input={
            "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {}}}],
            "messages": [{"role": "user", "content": "Weather?"}],
        },
        output={"role": "assistant", "content": None, "tool_calls": [call]},
    )
    assert view.input == "Weather?"
    assert view.value("tools") == (Tool("get_weather", "", {}),)
    assert view.tool_calls == (ToolCall("get_weather", {"city": "Paris"}, "1"),)


@pytest.mark.parametrize(
    ("details", "usage"),
    [
        (
            {"input": 8, "output": 6, "total": 32, "input_cache_read": 16, "output_reasoning": 2},
            Usage(24, 8, 32, 16, None, 2),
        ),
        ({"input": 8, "output": 8, "input_cached_tokens": 16}, Usage(24, 8, 32, 16)),
        ({"input": 24, "output": 8, "total": 32, "input_cached_tokens": 16}, Usage(24, 8, 32, 16)),
        ({"input_tokens": 123, "output_tokens": 456}, Usage(123, 456, 579)),
        (
            {"input_tokens": 4, "output_tokens": 8, "cache_read_input_tokens": 16, "cache_creation_input_tokens": 4},
            Usage(24, 8, 32, 16, 4),
        ),
        (
            {
                "prompt_tokens": 24,
                "completion_tokens": 8,
                "total_tokens": 32,
                "prompt_tokens_details": {"cached_tokens": 16},
                "completion_tokens_details": {"reasoning_tokens": 2},
            },
            Usage(24, 8, 32, 16, None, 2),
        ),
        ({"input": 6}, Usage(6)),
        ({"input": "many", "input_tokens_details": 4}, Usage()),
        ([1], Usage()),
        ({"input": 10, "input_tokens": 10, "output": 5, "output_tokens": 5}, Usage(10, 5, 15)),
    ],
)
def test_tokens_of_every_naming(details: Any, usage: Usage) -> None:
    assert observation("generation", usage_details=details).usage == usage


@pytest.mark.parametrize("quote", ["", '"', '\\"'])
def test_the_time_to_the_first_token_comes_from_the_time_of_it(quote: str) -> None:
    view = observation("generation", completion_start_time=f"{quote}2025-04-30T15:28:51.686364Z{quote}")
    assert view.value("time_to_first_token") == 1.0


@pytest.mark.parametrize(
    ("written", "why"),
    [("soon", "is not a time"), ("2025-04-30T15:28:50Z", "is before the span's start"), ("", "is empty")],
)
def test_no_time_of_a_first_token(written: str, why: str) -> None:
    field = observation("generation", completion_start_time=written).get("time_to_first_token")
    assert field == Absent(f"langfuse.observation.completion_start_time {why}")


def test_an_observed_function_has_its_arguments_as_input() -> None:
    tool = interaction(
        {
            "langfuse.observation.type": "tool",
            "langfuse.observation.input": '{"args": [], "kwargs": {"city": "Paris"}}',
            "langfuse.observation.output": "18 degrees",
        }
    )
    fields = ("kind", "tool_name", "tool_arguments", "tool_result", "output")
    expected = [Kind.TOOL, tool.span.message.name, {"city": "Paris"}, "18 degrees", "18 degrees"]
    assert [tool.value(name) for name in fields] == expected
    agent = observation("agent", input={"args": ["Weather?"], "kwargs": {}}, output="18 degrees.")
    assert (agent.kind, agent.input, agent.output) == (Kind.AGENT, "Weather?", "18 degrees.")
    assert agent.value("agent") == agent.span.message.name
    nothing = observation("span", input={"args": [], "kwargs": {}}, output="Done.")
    assert (nothing.kind, nothing.input, nothing.output) == (Kind.OTHER, None, "Done.")


def test_a_retriever_has_a_query_and_documents() -> None:
    view = observation(
        "retriever",
        input={"args": ["What colour?"], "kwargs": {}},
        output=[{"id": "doc-1", "content": "The door is green.", "score": 0.5}],
    )
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "What colour?")
    assert view.value("documents") == (Document("The door is green.", "doc-1", 0.5),)


def test_kinds() -> None:
    assert observation("embedding", input="The door.").value("query") == "The door."
    assert [observation(kind).kind for kind in ("embedding", "chain", "evaluator", "guardrail", "event")] == [
        Kind.EMBEDDINGS,
        Kind.WORKFLOW,
        Kind.EVALUATOR,
        Kind.OTHER,
        Kind.OTHER,
    ]


def test_what_is_set_on_every_span_of_a_trace_makes_no_genai_span() -> None:
    given = {"langfuse.trace.name": "t", "langfuse.environment": "e", "session.id": "s", "user.id": "u"}
    assert Interaction.of(interaction(given).span) is None


def test_a_message_is_an_error_only_where_the_level_says_so() -> None:
    assert observation("generation", level="ERROR", status_message="It failed.").value("error") == "It failed."
    assert observation("generation", level="WARNING", status_message="Careful.").value("error") is None


def test_an_observation_as_it_was_captured() -> None:
    if not FIXTURE.exists():
        pytest.skip("the shared fixtures are not here")
    spans = Payload(Signal.TRACES, decode_json(Signal.TRACES, FIXTURE.read_bytes(), lenient=True)).spans
    view = next(Interaction(span) for span in spans if span.message.name == "my-generation")
    fields = ("input", "output", "model", "session", "user", "time_to_first_token", "prompt_name", "prompt_version")
    assert [view.value(name) for name in fields] == [
        "hello",
        "what's up?",
        "gpt-4o",
        "my-session",
        "my-user",
        0.000026,
        "my-prompt",
        "1",
    ]
    assert view.usage == Usage(123, 456, 579)
