"""Dify: the conventions with a kind of span beside, documents as one list, and nanoseconds."""

import json

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Text
from otelevals.genai.records import Document
from otelevals.genai.usage import Usage
from tests.genai.spans import OPERATION, interaction

KIND = "gen_ai.span.kind"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CHAIN", Kind.WORKFLOW),
        ("RETRIEVER", Kind.RETRIEVAL),
        ("RERANKER", Kind.RERANK),
        ("EMBEDDING", Kind.EMBEDDINGS),
        ("AGENT", Kind.AGENT),
        ("TASK", Kind.OTHER),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert interaction({KIND: name, "gen_ai.framework": "dify", OPERATION: "TASK"}).kind is kind


def test_a_call_of_a_model() -> None:
    view = interaction(
        {
            KIND: "LLM",
            "gen_ai.framework": "dify",
            "gen_ai.model_name": "gpt-4o",
            "gen_ai.session.id": "c-1",
            "gen_ai.user.id": "u-1",
            "gen_ai.usage.input_tokens": "9",
            "gen_ai.usage.output_tokens": "5",
            "gen_ai.usage.total_tokens": "14",
            "gen_ai.prompt": json.dumps(
                [{"role": "system", "text": "Be brief.", "files": []}, {"role": "user", "text": "Hi", "files": []}]
            ),
            "gen_ai.completion": "Hello",
            "gen_ai.response.finish_reason": "stop",
            "gen_ai.user.time_to_first_token": 250_000_000,
        }
    )
    assert (view.kind, view.value("model")) == (Kind.CHAT, "gpt-4o")
    assert view.value("input_messages") == (Message("system", (Text("Be brief."),)), Message("user", (Text("Hi"),)))
    assert (view.output, view.value("finish_reasons")) == ("Hello", ("stop",))
    assert view.usage == Usage(9, 5, 14)
    assert view.value("time_to_first_token") == pytest.approx(0.25)
    assert (view.value("session"), view.value("user")) == ("c-1", "u-1")


def test_a_retrieval() -> None:
    found = [{"document": {"content": "green", "metadata": {"title": "a"}, "score": 0.5, "id": "d1"}}]
    view = interaction({KIND: "RETRIEVER", "retrieval.query": "door", "retrieval.document": json.dumps(found)})
    assert view.value("query") == "door"
    assert view.value("documents") == (Document("green", "d1", 0.5, {"title": "a"}),)


def test_a_tool() -> None:
    view = interaction(
        {KIND: "TOOL", "tool.name": "weather", "input.value": '{"city": "Paris"}', "output.value": "18 degrees"}
    )
    assert (view.kind, view.value("tool_name")) == (Kind.TOOL, "weather")
    assert (view.value("tool_arguments"), view.output) == ({"city": "Paris"}, "18 degrees")


def test_a_workflow() -> None:
    view = interaction({KIND: "CHAIN", "input.value": '{"query": "Hi"}', "output.value": '{"answer": "Hello"}'})
    assert (view.input, view.output) == ("Hi", "Hello")
