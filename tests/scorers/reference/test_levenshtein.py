"""Texts are as alike as few characters have to change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.reference.levenshtein import Levenshtein, distance
from otelevals.scoring.score import NoVerdict, Score

TEXT = st.text("abcé👍", max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("flaw", "lawn", 2),
        ("Saturday", "Sunday", 3),
        ("日本語", "日本", 1),
        ("a" * 100, "b" * 100, 100),
        ("ab" * 5000, "ba" * 5000, 2),
    ],
)
def test_distance(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == steps


def table(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, letter in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (character != letter))
    return row[-1]


@given(TEXT, TEXT)
def test_it_is_what_a_table_gives(one: str, other: str) -> None:
    assert distance(one, other) == table(one, other)


def test_the_score_is_a_share_and_the_nearest_counts() -> None:
    assert Levenshtein().score("abcd", "abce") == Score(0.75)
    assert Levenshtein().score(" ABCD", ["x", "abcd"]) == Score(0.0)
    assert Levenshtein(case_sensitive=False).score(" ABCD", ["x", "abcd"]) == Score(1.0)
    assert Levenshtein().score("", "") == Score(1.0)


def test_texts_that_are_too_long_get_no_verdict() -> None:
    assert Levenshtein().score("x" * 1_000_000, "y" * 1000) == NoVerdict("the texts are too long to be compared")
    assert Levenshtein().score("x", []) == NoVerdict("nothing is expected")
