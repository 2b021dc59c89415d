"""OpenLIT has names of its own beside the conventions, and says calls of an answer where others say called tools."""

from typing import Any

import pytest
from hypothesis import given
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall
from otelevals.genai.records import Document
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai import hostile
from tests.genai.spans import OPERATION, OUTPUT, interaction, span

SDK = {"telemetry.sdk.name": "openlit"}


def test_content_in_events_says_its_role() -> None:
    events = [SpanMessage.Event(name=f"gen_ai.content.{name}") for name in ("prompt", "completion")]
    events[0].MergeFromString(encode_attributes(3, {"gen_ai.prompt": "system: Be short."}))
    events[1].MergeFromString(encode_attributes(3, {"gen_ai.completion": "Note: it is here."}))
    view = Interaction(span({**SDK, OPERATION: "chat"}, events=events))
    assert view.value("input_messages") == (Message("system", (Text("Be short."),)),)
    assert view.value("output_messages") == (Message("assistant", (Text("Note: it is here."),)),)


def test_a_call_of_the_answer_is_no_call_of_a_tool() -> None:
    said = '[{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"f","arguments":{"a":1}}]}]'
    tool = {"gen_ai.tool.name": "f, g", "gen_ai.tool.call.id": "1, 2", "gen_ai.tool.args": '{"a": 1}, {}'}
    view = interaction({**SDK, OPERATION: "chat", OUTPUT: said, **tool})
    assert view.kind == Kind.CHAT
    assert view.tool_calls == (ToolCall("f", {"a": 1}, "1"),)
    assert [view.value(name) for name in ("tool_name", "tool_call_id", "tool_arguments")] == [None, None, None]


def test_a_tool() -> None:
    view = interaction(
        {OPERATION: "execute_tool", "gen_ai.tool.name": "f", "gen_ai.tool.args": '{"a": 1}', "gen_ai.tool.output": "18"}
    )
    assert (view.value("tool_name"), view.value("tool_arguments"), view.output) == ("f", {"a": 1}, "18")


def test_a_workflow_and_an_agent() -> None:
    view = interaction(
        {
            OPERATION: "invoke_workflow",
            "gen_ai.workflow.input": '{"question": "Where?"}',
            "gen_ai.workflow.output": '{"answer": "Here."}',
        }
    )
    assert (view.kind, view.input, view.output) == (Kind.WORKFLOW, "Where?", "Here.")
    cut = interaction({OPERATION: "invoke_workflow", "gen_ai.workflow.input": '{"question": "Whe...'})
    assert cut.value("input_messages") is None
    assert interaction({OPERATION: "invoke_agent", "gen_ai.agent.final_result": "Done."}).output == "Done."


def test_a_retrieval() -> None:
    view = interaction(
        {
            OPERATION: "retrieval",
            "gen_ai.retrieval.query": "door?",
            "gen_ai.retrieval.documents": '[{"content": "Green.", "id": "a"}]',
        }
    )
    assert (view.input, view.value("documents")) == ("door?", (Document("Green.", "a"),))


@pytest.mark.parametrize(
    ("key", "operation", "kind"),
    [
        ("db.operation.name", "QUERY", Kind.RETRIEVAL),
        ("db.operation", "search", Kind.RETRIEVAL),
        ("db.operation.name", "UPSERT", Kind.OTHER),
        ("db.operation.name", 3, Kind.OTHER),
        ("x", "QUERY", Kind.OTHER),
    ],
)
def test_a_vector_database(key: str, operation: Any, kind: Kind) -> None:
    assert interaction({**SDK, OPERATION: "vectordb", key: operation}).kind == kind


def test_words_of_its_own_count_only_in_its_own_spans() -> None:
    assert interaction({**SDK, OPERATION: "framework"}).kind == Kind.WORKFLOW
    assert interaction({OPERATION: "framework"}).kind == Kind.OTHER


def test_what_is_not_known_is_minus_one_or_empty() -> None:
    view = interaction({OPERATION: "chat", "gen_ai.usage.input_tokens": -1, "gen_ai.request.user": ""})
    assert (view.usage.input_tokens, view.value("user")) == (None, None)


def test_tokens_session_and_user() -> None:
    details = {"prompt_tokens_details.cached_tokens": 16, "completion_tokens_details.reasoning_tokens": 2}
    tokens = {"input_tokens": 24, "output_tokens": 8, "cache_write_input_tokens": 3, **details}
    view = interaction(
        {
            **{f"gen_ai.usage.{key}": value for key, value in tokens.items()},
            "gen_ai.session.id": "s",
            "gen_ai.user.id": "u",
        }
    )
    assert view.usage == (24, 8, 32, 16, 3, 2)
    assert (view.value("session"), view.value("user")) == ("s", "u")


KEYS = (
    "gen_ai.workflow.input",
    "gen_ai.workflow.output",
    "gen_ai.agent.final_result",
    "gen_ai.tool.args",
    "db.operation",
)


@given(hostile.attributes(KEYS, "question", "answer", "messages", "output", "choices"))
def test_whatever_is_there_is_read_or_absent(found: dict[str, Any]) -> None:
    for operation in ("invoke_workflow", "execute_tool", "vectordb"):
        hostile.assert_read_or_absent({**found, **SDK, OPERATION: operation})
