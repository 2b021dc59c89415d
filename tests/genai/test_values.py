"""No attribute value makes an interaction raise: a field is there, or absent with a reason."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Absent, Found
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.genai.sources import SOURCES
from otelevals.genai.values import as_text, count
from otelevals.otlp.shadow import MalformedRequest
from tests.genai.spans import INPUT, OPERATION, OUTPUT, interaction, message

PLACES = {source.place.removesuffix(".*") for sources in SOURCES.values() for source in sources}
KEYS = sorted({part.split(": ")[-1] for place in PLACES for part in place.split(" + ")})
WORDS = st.sampled_from(
    ["role", "parts", "content", "type", "text", "tool_call", "tool_calls", "function", "arguments", "messages", "id"]
)
TEXT = st.text(max_size=8)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXT | WORDS
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12
)
VALUES = TREES | st.binary(max_size=8) | TREES.map(json.dumps) | TREES.map(lambda tree: json.dumps(tree)[:-1])


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_any_value_gives_fields_or_reasons(attributes: dict[str, Any]) -> None:
    view = interaction({OPERATION: "chat", **attributes})
    for name in FIELDS:
        field = view.get(name)
        assert isinstance(field, Found) or field.reason
    assert view.kind
    assert len(view.usage) == 6


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_mutated_span_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    parts = [{"type": "text", "content": "Paris"}, {"type": "tool_call", "name": "f", "arguments": {"a": [1]}}]
    raw = bytearray(
        message(
            {OPERATION: "chat", OUTPUT: orjson.dumps([{"parts": parts}]).decode(), INPUT: parts}
        ).SerializeToString()
    )
    for place, byte in changes:
        raw[place % len(raw)] = byte
    try:
        view = Interaction.of(Span(bytes(raw), Scope([], Resource([]))))
    except MalformedRequest:
        return
    for name in FIELDS if view is not None else ():
        assert isinstance(view and view.get(name), Found | Absent)


@pytest.mark.parametrize("value", ["-1", "1_0", "1.5", "9" * 400, "٣", "", 1.5, float("nan"), True, -1, None, [1]])
def test_what_is_no_count_of_tokens(value: Any) -> None:
    with pytest.raises(Unreadable):
        count(value)


@pytest.mark.parametrize(("value", "text"), [("a", "a"), ({"a": 1}, '{"a":1}'), (2**70, str(2**70)), (b"x", "b'x'")])
def test_any_value_has_a_text(value: Any, text: str) -> None:
    assert as_text(value) == text
