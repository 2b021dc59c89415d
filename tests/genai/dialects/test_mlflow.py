"""MLflow: every value is JSON, texts too, and the span's type tells what inputs and outputs are."""

import json
from typing import Any

import pytest

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text, ToolCall
from otelevals.genai.records import Document, Tool
from otelevals.genai.usage import Usage
from tests.genai.spans import interaction


def traced(kind: str, given: Any = None, gave: Any = None, **more: Any) -> Interaction:
    attributes = {"mlflow.spanType": kind, "mlflow.spanInputs": given, "mlflow.spanOutputs": gave}
    attributes |= {f"mlflow.{name.replace('__', '.')}": value for name, value in more.items()}
    return interaction({key: json.dumps(value) for key, value in attributes.items() if value is not None})


def test_a_call_of_a_model() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}
    message = {"role": "assistant", "content": "Let me see.", "tool_calls": [call]}
    view = traced(
        "CHAT_MODEL",
        {
            "model": "gpt-4o-mini",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Weather?"}],
            "tools": [{"type": "function", "function": {"name": "get_weather"}}],
        },
        {
            "id": "chatcmpl-1",
            "model": "gpt-4o-mini-2024-07-18",
            "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
        },
        chat__tokenUsage={"input_tokens": 24, "output_tokens": 8, "total_tokens": 32, "cache_read_input_tokens": 16},
        llm__provider="openai",
        linkedPrompts=[{"name": "weather", "version": "2"}],
    )
    assert view.value("input_messages") == (
        Message("system", (Text("Be brief."),)),
        Message("user", (Text("Weather?"),)),
    )
    parts = (Text("Let me see."), ToolCall("get_weather", {"city": "Paris"}, "1"))
    assert view.value("output_messages") == (Message("assistant", parts, "tool_calls"),)
    assert view.value("tools") == (Tool("get_weather"),)
    assert view.usage == Usage(24, 8, 32, 16)
    said = {
        "kind": Kind.CHAT,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "response_model": "gpt-4o-mini-2024-07-18",
        "response_id": "chatcmpl-1",
        "finish_reasons": ("tool_call",),
        "prompt_name": "weather",
        "prompt_version": "2",
    }
    assert {name: view.value(name) for name in said} == said


def test_a_text_is_not_read_with_its_quotes() -> None:
    view = traced("AGENT", {"question": "Weather?"}, "It is 18 degrees.")
    assert (view.kind, view.input, view.output) == (Kind.AGENT, "Weather?", "It is 18 degrees.")
    assert view.value("agent") == view.span.message.name


def test_a_tool() -> None:
    view = traced("TOOL", {"city": "Paris"}, "18 degrees")
    fields = ("kind", "tool_name", "tool_arguments", "tool_result")
    assert [view.value(name) for name in fields] == [Kind.TOOL, "chat gpt-4o", {"city": "Paris"}, "18 degrees"]


def test_a_retriever() -> None:
    found = [{"page_content": "The door is green.", "metadata": {"doc_uri": "d1"}, "id": "doc-1"}]
    view = traced("RETRIEVER", {"query": "What colour?", "k": 2}, found)
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "What colour?")
    assert view.value("documents") == (Document("The door is green.", "doc-1", None, {"doc_uri": "d1"}),)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("LLM", Kind.CHAT),
        ("EMBEDDING", Kind.EMBEDDINGS),
        ("RERANKER", Kind.RERANK),
        ("CHAIN", Kind.WORKFLOW),
        ("EVALUATOR", Kind.EVALUATOR),
        ("PARSER", Kind.OTHER),
        ("UNKNOWN", Kind.OTHER),
    ],
)
def test_kinds(kind: str, expected: Kind) -> None:
    assert traced(kind).kind is expected


def test_a_session_is_text_or_json() -> None:
    assert interaction({"mlflow.spanType": '"LLM"', "session.id": "session-7"}).value("session") == "session-7"
    assert traced("LLM", trace__session="session-7", trace__user="user-7").value("session") == "session-7"


def test_a_trace_id_alone_makes_no_genai_span() -> None:
    assert Interaction.of(interaction({"mlflow.traceRequestId": '"tr-1"'}).span) is None
