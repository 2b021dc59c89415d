"""Laminar: the type of a span decides what its input and output are."""

import json
from typing import Any

import pytest

from otelevals.genai.kinds import Kind
from tests.genai.spans import interaction


def span(kind: str, given: Any, answer: Any) -> dict[str, Any]:
    return {
        "lmnr.span.type": kind,
        "lmnr.span.input": json.dumps(given),
        "lmnr.span.output": json.dumps(answer),
        "lmnr.association.properties.session_id": "s-1",
        "lmnr.association.properties.user_id": "u-1",
    }


def test_a_call_of_a_model() -> None:
    view = interaction(span("LLM", [{"role": "user", "content": "Hi"}], [{"role": "assistant", "content": "Hello"}]))
    assert (view.kind, view.input, view.output) == (Kind.CHAT, "Hi", "Hello")
    assert (view.value("session"), view.value("user")) == ("s-1", "u-1")


def test_a_tool() -> None:
    view = interaction(span("TOOL", {"city": "Paris"}, "18 degrees"))
    assert (view.kind, view.value("tool_arguments"), view.output) == (Kind.TOOL, {"city": "Paris"}, "18 degrees")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("EVALUATOR", Kind.EVALUATOR),
        ("HUMAN_EVALUATOR", Kind.EVALUATOR),
        ("EXECUTOR", Kind.AGENT),
        ("DEFAULT", Kind.OTHER),
    ],
)
def test_kinds(name: str, kind: Kind) -> None:
    assert interaction({"lmnr.span.type": name}).kind is kind
