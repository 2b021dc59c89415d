"""Genkit: actions with what they were given and gave as JSON, told apart by their subtype."""

import json
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.batch import Payload
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Media, Message, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Evaluation, Tool
from otelevals.genai.usage import Usage
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.genai.spans import interaction

FIXTURE = Path(__file__).parents[3] / "../shared/fixtures/genkit__generate.json"


def action(subtype: str, name: str, given: Any, answer: Any) -> dict[str, Any]:
    return {
        "genkit:type": "action",
        "genkit:name": name,
        "genkit:metadata:subtype": subtype,
        "genkit:input": json.dumps(given),
        "genkit:output": json.dumps(answer),
        "genkit:state": "success",
        "genkit:sessionId": "s-1",
    }


def test_a_call_of_a_model() -> None:
    request = {
        "messages": [
            {"role": "system", "content": [{"text": "Be brief."}]},
            {
                "role": "user",
                "content": [{"text": "What is it?"}, {"media": {"url": "gs://a", "contentType": "image/png"}}],
            },
            {"role": "model", "content": [{"toolRequest": {"name": "look", "ref": "1", "input": {"at": "it"}}}]},
            {"role": "tool", "content": [{"toolResponse": {"name": "look", "ref": "1", "output": "a door"}}]},
        ],
        "tools": [{"name": "look", "description": "Looks", "inputSchema": {"type": "object"}}],
        "output": {"format": "json"},
    }
    answer = {
        "message": {"role": "model", "content": [{"reasoning": "hm"}, {"text": "A door."}]},
        "finishReason": "stop",
        "usage": {
            "inputTokens": 9,
            "outputTokens": 5,
            "thoughtsTokens": 2,
            "totalTokens": 14,
            "cachedContentTokens": 4,
        },
    }
    view = interaction(action("model", "googleai/gemini-2.5-flash", request, answer))
    assert (view.kind, view.value("provider"), view.value("model")) == (Kind.CHAT, "gcp.gemini", "gemini-2.5-flash")
    assert view.value("system") == "Be brief."
    assert view.value("input_messages")[1:] == (
        Message("user", (Text("What is it?"), Media("image", "image/png", "gs://a"))),
        Message("assistant", (ToolCall("look", {"at": "it"}, "1"),)),
        Message("tool", (ToolResult("a door", "1", "look"),)),
    )
    assert view.value("output_messages") == (Message("assistant", (Reasoning("hm"), Text("A door.")), "stop"),)
    assert view.value("tools") == (Tool("look", "Looks", {"type": "object"}),)
    assert view.usage == Usage(9, 5, 14, 4, None, 2)
    assert (view.value("finish_reasons"), view.value("output_type")) == (("stop",), "json")
    assert view.value("session") == "s-1"


def test_a_tool() -> None:
    view = interaction(action("tool.v2", "look", {"at": "it"}, "a door"))
    assert (view.kind, view.value("tool_name")) == (Kind.TOOL, "look")
    assert (view.value("tool_arguments"), view.output) == ({"at": "it"}, "a door")


def test_a_flow() -> None:
    view = interaction(action("flow", "menu", {"question": "What is there?"}, "Soup."))
    assert (view.kind, view.input, view.output) == (Kind.WORKFLOW, "What is there?", "Soup.")
    assert view.value("model") is None


def test_a_retrieval() -> None:
    found = {"documents": [{"content": [{"text": "green"}], "metadata": {"page": 1}}]}
    view = interaction(action("retriever", "shelf", {"query": {"content": [{"text": "door"}]}}, found))
    assert (view.kind, view.value("query")) == (Kind.RETRIEVAL, "door")
    assert view.value("documents") == (Document("green", metadata={"page": 1}),)


def test_an_embedding() -> None:
    view = interaction(action("embedder", "vertexai/embed", {"input": [{"content": [{"text": "door"}]}]}, {}))
    assert (view.kind, view.value("model"), view.value("query")) == (Kind.EMBEDDINGS, "embed", "door")


@pytest.mark.parametrize(
    ("subtype", "kind"),
    [("evaluator", Kind.EVALUATOR), ("agent", Kind.AGENT), ("util", Kind.OTHER), ("userAcceptance", Kind.FEEDBACK)],
)
def test_kinds(subtype: str, kind: Kind) -> None:
    assert interaction({"genkit:metadata:subtype": subtype}).kind is kind


def test_feedback_of_a_user() -> None:
    view = interaction(
        {
            "genkit:type": "userEngagement",
            "genkit:metadata:subtype": "userFeedback",
            "genkit:metadata:feedbackValue": "negative",
            "genkit:metadata:textFeedback": "Too long.",
        }
    )
    assert view.kind is Kind.FEEDBACK
    assert view.value("evaluations") == (Evaluation("user_feedback", None, "negative", "Too long.", "human"),)


def test_a_call_as_it_was_captured() -> None:
    if not FIXTURE.exists():
        pytest.skip("the shared fixtures are not here")
    (span,) = Payload(Signal.TRACES, decode_json(Signal.TRACES, FIXTURE.read_bytes(), lenient=True)).spans
    view = Interaction.of(span)
    assert view is not None
    assert (view.kind, view.value("provider"), view.value("model")) == (Kind.CHAT, "openai", "gpt-5-mini")
    assert (view.input, view.output) == ("Output should be in JSON format.", '{"confidence_level":0.95}')
    assert view.usage == Usage(1618, 337, 1955, None, None, 320)
