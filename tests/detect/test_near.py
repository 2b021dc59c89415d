"""Words that stand near a place are never passed over."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.detect.near import Words
from otelevals.detect.text import AROUND_BEFORE, Text
from otelevals.detect.words import pattern_of

PATTERN: Any = pattern_of(["ssn|tax id", "税号"])


def near(text: str, start: int, end: int) -> bool:
    return Words(PATTERN, Text(text)).near(start, end)


@pytest.mark.parametrize("text", ["SSN 123", "123 is my tax_id", "税号 123", "é ssn 123", "İssn ssn 123"])
def test_a_word_near_a_place_is_seen(text: str) -> None:
    start = text.index("123")
    assert near(text, start, start + 3)


def test_what_is_far_away_or_no_word_is_not() -> None:
    assert not near("passnow 123", 8, 11)
    assert not near("ssn " + "x" * 200 + " 123", 205, 208)
    assert not Words(PATTERN, Text("nothing")).any


@given(st.lists(st.sampled_from(["ssn", "tax id", "税号", "é", "12", " ", "x" * 30]), max_size=20), st.integers(0, 200))
def test_a_look_finds_nothing_where_none_is_said_to_be_near(parts: list[str], start: int) -> None:
    text = Text(" ".join(parts))
    start = min(start, len(text.text))
    if not Words(PATTERN, text).near(start, start):
        whole_words = text.text[max(0, start - AROUND_BEFORE - 1) : start].lower().partition(" ")[2]
        assert PATTERN.search(whole_words) is None
        assert PATTERN.search(text.after(start)) is None
