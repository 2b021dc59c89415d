"""What surprises in real spans, whatever instrumentation wrote them: shapes, units and meanings that differ."""

import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction

DETAILS = "gen_ai.client.inference.operation.details"
SECOND = 1_000_000_000
INPUT_TOKENS, OUTPUT_TOKENS = "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"
TOTAL, READ = "gen_ai.usage.total_tokens", "gen_ai.usage.cache_read.input_tokens"
WRITTEN, REASONED = "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.reasoning.output_tokens"


def event(name: str, attributes: dict[str, Any], time: int = 0) -> Span.Event:
    built = Span.Event(name=name, time_unix_nano=time)
    built.MergeFromString(encode_attributes(3, attributes))
    return built


def answer(*parts: dict[str, Any]) -> Interaction:
    return interaction({OPERATION: "chat", OUTPUT: json.dumps([{"role": "assistant", "parts": list(parts)}])})


def test_blocks_of_bedrock() -> None:
    blocks: list[dict[str, Any]] = [
        {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "x"}}},
        {"text": "I look."},
        {"toolUse": {"toolUseId": "1", "name": "weather", "input": {"city": "Paris"}}},
        {"toolResult": {"toolUseId": "1", "status": "success", "content": [{"text": "18"}]}},
    ]
    assert answer(*blocks).value("output_messages")[0].parts == (
        Reasoning("hm"),
        Text("I look."),
        ToolCall("weather", {"city": "Paris"}, "1"),
        ToolResult("18", "1"),
    )


@pytest.mark.parametrize(
    "written",
    [
        {"type": "tool_call", "id": "1", "name": "f", "arguments": {"a": 1}},
        {"type": "tool_call", "id": "1", "name": "f", "arguments": '{"a": 1}'},
        {"type": "tool_use", "id": "1", "name": "f", "input": {"a": 1}},
        {"type": "tool-call", "toolCallId": "1", "toolName": "f", "args": '{"a": 1}'},
        {"type": "function", "id": "1", "function": {"name": "f", "arguments": '{"a": 1}'}},
        {"type": "function_call", "id": "fc", "call_id": "1", "name": "f", "arguments": '{"a": 1}'},
        {"functionCall": {"id": "1", "name": "f", "args": {"a": 1}}},
        {"toolUse": {"toolUseId": "1", "name": "f", "input": {"a": 1}}},
        {"toolRequest": {"ref": "1", "name": "f", "input": {"a": 1}}},
        {"tool_call": {"id": "1", "tool_name": "f", "arguments": {"a": 1}}},
    ],
)
def test_a_tool_call_of_any_spelling(written: dict[str, Any]) -> None:
    assert answer(written).tool_calls == (ToolCall("f", {"a": 1}, "1"),)


@pytest.mark.parametrize(
    "written",
    [
        {"type": "reasoning", "content": "hm"},
        {"type": "thinking", "thinking": "hm", "signature": "x"},
        {"text": "hm", "thought": True},
        {"reasoning": "hm"},
        {"reasoning": {"reasoning_text": "hm", "extra": {}}},
    ],
)
def test_thoughts_are_no_answer(written: dict[str, Any]) -> None:
    view = answer(written, {"type": "text", "content": "18"})
    assert view.value("output_messages") == (Message("assistant", (Reasoning("hm"), Text("18"))),)
    assert view.output == "18"


def test_text_that_is_an_object_is_told_as_json() -> None:
    assert answer({"text": {"sure": 0.9}}).output == '{"sure":0.9}'


@pytest.mark.parametrize("written", ["18", '"18"', [{"text": "18"}], {"content": [{"type": "text", "text": "18"}]}])
def test_the_result_of_a_tool_of_any_spelling(written: Any) -> None:
    value = written if isinstance(written, str) else json.dumps(written)
    assert interaction({OPERATION: "execute_tool", "gen_ai.tool.call.result": value}).output == "18"


@pytest.mark.parametrize("written", ['["a","b"]', '[{"text":"a","id":1}]', "[not JSON"])
def test_a_result_of_a_tool_that_is_data_stays_so(written: str) -> None:
    assert interaction({OPERATION: "execute_tool", "gen_ai.tool.call.result": written}).output == written


def test_several_events_of_one_name() -> None:
    def said(text: str, role: str) -> list[dict[str, Any]]:
        return [{"role": role, "parts": [{"type": "text", "content": text}]}]

    view = interaction(
        {OPERATION: "chat"},
        events=[
            event(DETAILS, {INPUT: said("Hi", "user")}),
            event(DETAILS, {INPUT: json.dumps(said("Where?", "user"))}),
            event(DETAILS, {OUTPUT: said("Here.", "assistant")}),
        ],
    )
    assert [message.text for message in view.messages] == ["Hi", "Where?", "Here."]


def test_indices_may_have_holes_and_huge_ones_are_left_out() -> None:
    prefix = "llm.input_messages"
    view = interaction(
        {
            f"{prefix}.7.message.content": "last",
            f"{prefix}.2.message.content": "first",
            f"{prefix}.999999999.message.content": "huge",
            f"{prefix}.18446744073709551616.message.content": "larger",
        }
    )
    assert [message.text for message in view.value("input_messages")] == ["first", "last"]


@pytest.mark.parametrize("step", ["__proto__", "constructor", "-1", "1e3", "٣", "", "name"])
def test_names_beside_the_items_of_a_list_are_no_part_of_it(step: str) -> None:
    prefix = "llm.input_messages"
    view = interaction({f"{prefix}.{step}.message.content": "x", f"{prefix}.0.message.content": "Hi"})
    assert [message.text for message in view.value("input_messages")] == ["Hi"]


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        ({"gen_ai.response.time_to_first_chunk": 0.25}, 0.25),
        ({"gen_ai.response.time_to_first_chunk": "0.25"}, 0.25),
        ({"gen_ai.server.time_to_first_token": 0.25}, 0.25),
        ({"gen_ai.server.time_to_first_token": 250}, 0.25),
        ({"gen_ai.user.time_to_first_token": 250_000_000}, 0.25),
        ({"ai.response.msToFirstChunk": 250}, 0.25),
    ],
)
def test_the_time_to_the_first_token_is_in_seconds(attributes: dict[str, Any], seconds: float) -> None:
    view = interaction(attributes, start_time_unix_nano=SECOND, end_time_unix_nano=3 * SECOND)
    assert view.value("time_to_first_token") == pytest.approx(seconds)


def test_the_time_to_the_first_token_of_an_event() -> None:
    chunks = [event("gen_ai.content.completion.chunk", {}, time) for time in (5 * SECOND // 4, 2 * SECOND)]
    view = interaction({OPERATION: "chat"}, start_time_unix_nano=SECOND, events=chunks)
    assert view.value("time_to_first_token") == pytest.approx(0.25)


def test_a_time_whose_unit_nothing_tells_is_absent() -> None:
    key = "gen_ai.server.time_to_first_token"
    assert interaction({key: 250}).get("time_to_first_token") == Absent(
        f"{key} is in seconds or milliseconds: the span has no duration that would tell"
    )


@pytest.mark.parametrize(
    ("attributes", "usage"),
    [
        ({INPUT_TOKENS: 100, OUTPUT_TOKENS: 10, READ: 80}, Usage(100, 10, 110, 80)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, READ: 80}, Usage(100, 10, 110, 80)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, READ: 10, TOTAL: 40}, Usage(30, 10, 40, 10)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, READ: 10, TOTAL: 30}, Usage(20, 10, 30, 10)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, READ: 10, WRITTEN: 15}, Usage(45, 10, 55, 10, 15)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, REASONED: 30}, Usage(20, 40, 60, None, None, 30)),
        ({INPUT_TOKENS: 20, OUTPUT_TOKENS: 10, REASONED: 5, TOTAL: 35}, Usage(20, 15, 35, None, None, 5)),
    ],
)
def test_tokens_of_the_cache_and_of_reasoning_are_inside(attributes: dict[str, int], usage: Usage) -> None:
    assert interaction({OPERATION: "chat", **attributes}).usage == usage


@pytest.mark.parametrize(
    "written", [["stop", "length"], '["STOP", "MAX_TOKENS"]', "stop,length", "end_turn, max_tokens"]
)
def test_reasons_of_several_choices(written: Any) -> None:
    assert interaction({"gen_ai.response.finish_reasons": written}).value("finish_reasons") == ("stop", "length")


@pytest.mark.parametrize(
    "written",
    [
        [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        [{"name": "f", "input_schema": {"type": "object"}}],
        [{"name": "f", "inputSchema": {"json": {"type": "object"}}}],
        [{"functionDeclarations": [{"name": "f", "parameters": {"type": "object"}}]}, {"googleSearch": {}}],
        [json.dumps({"name": "f", "parameters": {"type": "object"}})],
    ],
)
def test_tools_of_any_spelling(written: Any) -> None:
    expected = (Tool("f", "", {"type": "object"}),)
    assert interaction({"gen_ai.tool.definitions": json.dumps(written)}).value("tools") == expected
    assert interaction({"gen_ai.tool.definitions": written}).value("tools") == expected


@pytest.mark.parametrize("name", ["strands-agents", "gcp.vertex.agent", "spring_ai"])
def test_a_framework_is_no_provider(name: str) -> None:
    assert interaction({"gen_ai.system": name}).get("provider") == Absent(
        f"gen_ai.system is {name}, which serves no model"
    )


@pytest.mark.parametrize("written", ["<REDACTED>", "[REDACTED]", "<not specified>"])
def test_what_is_not_told_is_absent(written: str) -> None:
    view = interaction({OPERATION: "chat", INPUT: written, "gen_ai.tool.call.id": written})
    assert view.get("input_messages") == Absent(f"{INPUT} is redacted")
    assert view.value("tool_call_id") is None


def test_thoughts_of_bedrock_in_any_form() -> None:
    for inner in ("hm", {"text": "hm"}, 5, [{"text": "hm"}], None):
        written = [{"role": "assistant", "content": [{"reasoningContent": {"reasoningText": inner}}, {"text": "a"}]}]
        assert interaction({OPERATION: "chat", OUTPUT: json.dumps(written)}).output == "a"


def test_an_empty_list_of_messages_lets_another_place_have_its_turn() -> None:
    attributes = {OPERATION: "chat", OUTPUT: "[]"}
    assert interaction(attributes).output == ""
    assert interaction({**attributes, "langfuse.observation.output": "here"}).output == "here"


def test_a_history_is_no_question_and_no_answer() -> None:
    said = [{"role": role, "content": text} for role, text in (("user", "q1"), ("assistant", "a1"), ("user", "q2"))]
    asked = {"openinference.span.kind": "CHAIN", "input.value": json.dumps({"input": "q2", "chat_history": said[:2]})}
    assert interaction(asked).input == "q2"
    for answer in (
        [*said, {"role": "assistant", "content": "a2"}],
        {"output": [*said, {"role": "assistant", "content": "a2"}]},
    ):
        assert interaction({**asked, "output.value": json.dumps(answer)}).output == "a2"


def test_a_plain_span_with_an_agents_name_from_baggage_is_no_agent() -> None:
    assert interaction({"http.request.method": "GET", "gen_ai.agent.name": "a"}).kind is Kind.OTHER
