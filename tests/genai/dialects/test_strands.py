"""Strands: content in span events as lists of Bedrock's blocks; several events of one name with the new conventions."""

import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.fields import Absent
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall, ToolResult
from otelevals.genai.records import Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import OPERATION, interaction

DETAILS = "gen_ai.client.inference.operation.details"


def event(name: str, **attributes: Any) -> Span.Event:
    built = Span.Event(name=name)
    built.MergeFromString(
        encode_attributes(
            3, {key: value if isinstance(value, str) else json.dumps(value) for key, value in attributes.items()}
        )
    )
    return built


def test_a_call_of_a_model() -> None:
    view = interaction(
        {
            OPERATION: "chat",
            "gen_ai.system": "strands-agents",
            "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.usage.prompt_tokens": 80,
            "gen_ai.usage.input_tokens": 80,
            "gen_ai.usage.output_tokens": 12,
            "gen_ai.usage.total_tokens": 92,
            "gen_ai.usage.cache_read.input_tokens": 16,
            "gen_ai.server.time_to_first_token": 42,
        },
        start_time_unix_nano=1_000_000_000,
        end_time_unix_nano=1_043_000_000,
        events=[
            event("gen_ai.system.message", content="Be brief."),
            event("gen_ai.user.message", content=[{"text": "Which city is warmer?"}]),
            event(
                "gen_ai.assistant.message",
                content=[{"toolUse": {"toolUseId": "call_paris", "name": "weather", "input": {"city": "Paris"}}}],
            ),
            event(
                "gen_ai.tool.message",
                content=[
                    {
                        "toolResult": {
                            "toolUseId": "call_paris",
                            "status": "success",
                            "content": [{"text": "18 degrees"}],
                        }
                    }
                ],
            ),
            event(
                "gen_ai.choice",
                finish_reason="tool_use",
                message=[{"toolUse": {"toolUseId": "call_rome", "name": "weather", "input": {"city": "Rome"}}}],
            ),
        ],
    )
    assert view.kind is Kind.CHAT
    assert view.value("system") == "Be brief."
    assert view.value("input_messages")[1:] == (
        Message("user", (Text("Which city is warmer?"),)),
        Message("assistant", (ToolCall("weather", {"city": "Paris"}, "call_paris"),)),
        Message("tool", (ToolResult("18 degrees", "call_paris"),)),
    )
    assert view.tool_calls == (ToolCall("weather", {"city": "Rome"}, "call_rome"),)
    assert view.value("finish_reasons") == ("tool_call",)
    assert view.usage == Usage(80, 12, 92, 16)
    assert view.value("time_to_first_token") == pytest.approx(0.042)
    assert view.value("provider") is None


def test_a_call_with_the_new_conventions_has_several_events_of_one_name() -> None:
    view = interaction(
        {OPERATION: "chat"},
        events=[
            event(DETAILS, **{"gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}]}),
            event(
                DETAILS, **{"gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}]}
            ),
            event(
                DETAILS,
                **{
                    "gen_ai.output.messages": [
                        {
                            "role": "assistant",
                            "parts": [{"type": "text", "content": "Hello"}],
                            "finish_reason": "end_turn",
                        }
                    ]
                },
            ),
        ],
    )
    assert (view.value("system"), view.input, view.output) == ("Be brief.", "Hi", "Hello")
    assert view.value("finish_reasons") == ("stop",)


def test_a_tool_has_arguments_and_a_result_and_no_messages() -> None:
    view = interaction(
        {OPERATION: "execute_tool", "gen_ai.tool.name": "weather", "gen_ai.tool.call.id": "call_paris"},
        events=[
            event("gen_ai.tool.message", role="tool", content={"city": "Paris"}, id="call_paris"),
            event("gen_ai.choice", message=[{"text": "18 degrees"}], id="call_paris"),
        ],
    )
    assert view.value("tool_arguments") == {"city": "Paris"}
    assert (view.input, view.output) == ('{"city":"Paris"}', "18 degrees")
    assert view.messages == ()


def test_a_tool_with_the_new_conventions_gives_the_same() -> None:
    view = interaction(
        {
            OPERATION: "execute_tool",
            "gen_ai.tool.call.arguments": '{"city": "Paris"}',
            "gen_ai.tool.call.result": '[{"text": "18 degrees"}]',
        },
        events=[event(DETAILS, **{"gen_ai.input.messages": [{"role": "tool", "parts": []}]})],
    )
    assert (view.input, view.output, view.messages) == ('{"city":"Paris"}', "18 degrees", ())


def test_an_agent_has_its_tools_and_the_tokens_of_all_its_calls() -> None:
    view = interaction(
        {
            OPERATION: "invoke_agent",
            "gen_ai.agent.name": "assistant",
            "gen_ai.agent.tools": '["weather"]',
            "gen_ai.usage.input_tokens": 240,
            "gen_ai.usage.output_tokens": 32,
            "gen_ai.usage.total_tokens": 272,
            "gen_ai.usage.cache_read_input_tokens": 48,
            "gen_ai.usage.cache_write_input_tokens": 0,
        },
        events=[
            event("gen_ai.user.message", content=[{"text": "Which city is warmer?"}]),
            event("gen_ai.choice", message="Rome is warmer.\n", finish_reason="end_turn"),
        ],
    )
    assert (view.kind, view.value("agent"), view.value("tools")) == (Kind.AGENT, "assistant", (Tool("weather"),))
    assert (view.input, view.output) == ("Which city is warmer?", "Rome is warmer.\n")
    assert view.usage == Usage(240, 32, 272, 48, 0)


def test_definitions_of_tools_as_bedrock_has_them() -> None:
    schema = {"type": "object"}
    definitions = [{"name": "weather", "description": "Where?", "inputSchema": {"json": schema}}]
    view = interaction({OPERATION: "invoke_agent", "gen_ai.tool.definitions": json.dumps(definitions)})
    assert view.value("tools") == (Tool("weather", "Where?", schema),)


def test_what_it_redacts_is_absent() -> None:
    view = interaction({OPERATION: "chat"}, events=[event("gen_ai.user.message", content="<REDACTED>")])
    assert view.get("input") == Absent("events gen_ai.*.message holds no message")
