"""Spring AI: every value is text, numbers and lists as well."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text
from otelevals.genai.records import Document, Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.anyvalue import encode_attributes
from tests.genai.spans import OPERATION, interaction

KIND = "spring.ai.kind"


def event(name: str, **attributes: Any) -> Span.Event:
    built = Span.Event(name=name)
    built.MergeFromString(encode_attributes(3, attributes))
    return built


def test_a_call_of_a_model() -> None:
    view = interaction(
        {
            OPERATION: "chat",
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.request.temperature": "0.7",
            "gen_ai.response.finish_reasons": '["STOP"]',
            "gen_ai.usage.input_tokens": "9",
            "gen_ai.usage.output_tokens": "5",
            "gen_ai.usage.total_tokens": "14",
        },
        events=[
            event("gen_ai.content.prompt", **{"gen_ai.prompt": '["Be brief.", "Hi"]'}),
            event("gen_ai.content.completion", **{"gen_ai.completion": '["Hello"]'}),
        ],
    )
    assert (view.kind, view.input, view.output) == (Kind.CHAT, "Hi", "Hello")
    assert view.value("finish_reasons") == ("stop",)
    assert view.usage == Usage(9, 5, 14)


def test_a_call_with_content_in_attributes() -> None:
    view = interaction({OPERATION: "chat", "gen_ai.prompt": '["Hi"]', "gen_ai.completion": '["Hello"]'})
    assert view.messages == (Message("user", (Text("Hi"),)), Message("assistant", (Text("Hello"),)))


def test_a_client_is_more_than_a_call_of_a_model() -> None:
    view = interaction(
        {
            OPERATION: "framework",
            "gen_ai.system": "spring_ai",
            KIND: "chat_client",
            "spring.ai.chat.client.conversation.id": "c-1",
            "spring.ai.chat.client.tool.names": '["weather", "time"]',
            "spring.ai.chat.client.system.text": "Be brief.",
            "spring.ai.chat.client.user.text": "Hi",
        }
    )
    assert (view.kind, view.value("session"), view.input) == (Kind.WORKFLOW, "c-1", "Hi")
    assert view.value("tools") == (Tool("weather"), Tool("time"))
    assert view.value("system") == "Be brief."
    assert view.value("provider") is None


def test_a_tool() -> None:
    view = interaction(
        {
            OPERATION: "framework",
            KIND: "tool_call",
            "spring.ai.tool.definition.name": "weather",
            "spring.ai.tool.call.id": "1",
            "spring.ai.tool.call.arguments": '{"city":"Paris"}',
            "spring.ai.tool.call.result": '"18 degrees"',
        }
    )
    assert (view.kind, view.value("tool_name"), view.value("tool_call_id")) == (Kind.TOOL, "weather", "1")
    assert (view.value("tool_arguments"), view.output) == ({"city": "Paris"}, "18 degrees")


def test_a_search_in_a_vector_store() -> None:
    view = interaction(
        {
            KIND: "vector_store",
            "db.operation.name": "query",
            "db.vector.query.content": "door",
            "db.vector.query.response.documents": '["green", "blue"]',
        }
    )
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "door")
    assert view.value("documents") == (Document("green"), Document("blue"))


@pytest.mark.parametrize("attributes", [{KIND: "advisor"}, {KIND: "vector_store", "db.operation.name": "add"}])
def test_other_work(attributes: dict[str, str]) -> None:
    assert interaction(attributes).kind is Kind.OTHER
