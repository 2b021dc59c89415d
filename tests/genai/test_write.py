"""What is written as a span is read as what was said, and has the conventions' names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import ToolCall
from otelevals.genai.usage import Usage
from otelevals.genai.write import OPERATIONS, Exchange

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def read(**said: Any) -> Interaction:
    raw = Exchange(**said).span(b"\x01" * 16, b"\x02" * 8, 1_000, 2_000)
    return Interaction(Span(raw, Scope([b""], Resource([]))))


def test_all_that_can_be_said() -> None:
    view = read(
        kind="agent",
        input=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where?"}],
        output="Paris.",
        tools=[{"name": "search", "parameters": {"type": "object"}}],
        tool_calls=[{"name": "search", "arguments": {"q": "capital"}, "id": "c1"}],
        documents=["Paris is the capital.", {"content": "Of France.", "id": "d2"}],
        request_model="gpt-5",
        response_model="gpt-5-2026",
        provider="openai",
        usage=Usage(10, 3, cache_read_tokens=4),
        finish_reasons=["stop"],
        time_to_first_token=0.5,
        session="s1",
        user="u1",
        expected={"city": "Paris"},
        more={"tenant.id": "acme"},
    )
    found = {name: view.value(name) for name in ("input", "output", "system", "context", "session", "user", "tenant")}
    assert found == {
        "input": "Where?",
        "output": "Paris.",
        "system": "Be brief.",
        "context": ("Paris is the capital.", "Of France."),
        "session": "s1",
        "user": "u1",
        "tenant": "acme",
    }
    assert (view.kind, view.tool_calls) == (Kind.AGENT, (ToolCall("search", {"q": "capital"}, "c1"),))
    assert (view.usage.input_tokens, view.usage.output_tokens, view.usage.cache_read_tokens) == (10, 3, 4)
    assert [view.value(name) for name in ("request_model", "response_model", "provider")] == [
        "gpt-5",
        "gpt-5-2026",
        "openai",
    ]
    assert (view.value("finish_reasons"), view.value("time_to_first_token")) == (("stop",), 0.5)
    assert (view.value("expected"), [tool.name for tool in view.value("tools")]) == ({"city": "Paris"}, ["search"])
    assert view.span.message.name == "invoke_agent gpt-5"


@pytest.mark.parametrize("kind", OPERATIONS)
def test_every_kind(kind: str) -> None:
    assert read(kind=kind, output="A.").kind == kind


def test_a_failure_has_no_answer() -> None:
    view = read(input="Where?", error=("TimeoutError", "it took too long"))
    assert (view.value("error"), view.value("output")) == ("TimeoutError", None)
    assert view.span.message.status.message == "it took too long"


def test_calls_of_tools_are_no_text() -> None:
    view = read(output={"role": "assistant", "content": "Let me see."}, tool_calls=[{"name": "search"}])
    assert (view.output, [call.name for call in view.tool_calls]) == ("Let me see.", ["search"])
    assert read(tool_calls=[{"name": "search"}]).output is None


@given(TEXTS, TEXTS)
def test_texts_stay_as_they_are(asked: str, answered: str) -> None:
    view = read(input=asked, output=answered)
    assert view.output == answered
    assert view.input == (asked or None)


@given(JSON)
def test_what_is_expected_stays_as_it_is(expected: Any) -> None:
    assert read(output="A.", expected=expected).value("expected") == expected


@given(JSON, JSON)
def test_anything_can_be_asked_and_answered(asked: Any, answered: Any) -> None:
    view = read(input=asked, output=answered)
    assert view.kind is Kind.CHAT
    assert (view.value("output_messages") is None) == (answered is None)
