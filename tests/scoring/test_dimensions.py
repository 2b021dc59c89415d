"""Dimensions are fields, attributes or paths of a target, as short texts; what is not there is left out."""

import re
from typing import Any

import pytest

from otelevals.scoring.dimensions import parse_dimensions, values
from tests.genai.spans import chat, interaction

SAID: dict[str, Any] = {"gen_ai.request.model": "m1", "app.intent": "refund", "app.paid": True, "app.tags": ["a", "b"]}
SEEN = interaction(chat("Paris", **SAID), name="chat 1")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["model", "app.intent", "app.nothing"], {"model": "m1", "app.intent": "refund"}),
        ({"paid": "app.paid", "tags": "app.tags"}, {"paid": "true", "tags": '["a","b"]'}),
        ({"name": "span.name", "tag": 'span.attributes["app.tags"][1]'}, {"name": "chat 1", "tag": "b"}),
        ({"beyond": 'span.attributes["app.tags"][7]'}, {}),
        ({"again": "genai.model"}, {"again": "m1"}),
        ([], {}),
    ],
)
def test_what_a_target_has(written: Any, expected: dict[str, str]) -> None:
    assert values(parse_dimensions(written), SEEN) == expected


def test_long_values_are_cut() -> None:
    (value,) = values(parse_dimensions(["x"]), interaction({"x": "y" * 1000})).values()
    assert len(value) == 200


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("model", "expected a list of fields or attributes, or a map of names to them"),
        ([1], "expected the name of a field or an attribute"),
        ([""], "expected the name of a field or an attribute"),
        (["a"] * 17, "expected at most 16 dimensions"),
        (["span.nam"], "unknown path span.nam (valid: "),
        (["genai.modle"], "unknown path genai.modle (valid: "),
        (["span.name == 1 or 2"], "span.name == 1 or 2"),
    ],
)
def test_mistakes_are_sentences(written: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        parse_dimensions(written)
