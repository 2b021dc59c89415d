"""Texts match exactly, or but for what does not count."""

from typing import Any

import pytest

from otelevals.scorers.reference.exact_match import ExactMatch
from otelevals.scoring.configured import configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.runner import run_scorers
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("options", "output", "expected", "passes"),
    [
        ({}, "Paris", "Paris", True),
        ({}, " Paris\n", "Paris", True),
        ({"strip": False}, " Paris\n", "Paris", False),
        ({}, "paris", "Paris", False),
        ({"case_sensitive": False}, "STRASSE", "Straße", True),
        ({}, "a  b", "a b", False),
        ({"collapse": True}, " a \n b ", "a b", True),
        ({}, "cafe\u0301", "café", True),
        ({}, "b", ["a", "b"], True),
        ({}, "42", 42, True),
        ({}, '{"a":1}', {"a": 1}, True),
        ({}, "", "", True),
        ({}, "x" * 1_000_000, "x", False),
    ],
)
def test_exact_match(options: dict[str, Any], output: str, expected: Any, passes: bool) -> None:
    assert (ExactMatch(**options).score(output, expected) is True) is passes


def test_both_are_shown() -> None:
    assert ExactMatch().score("Rome", ["Paris", "Lyon"]) == Score.failing("'Rome' is not 'Paris'")


def test_nothing_expected_gives_no_verdict() -> None:
    assert ExactMatch().score("x", []) == NoVerdict("nothing is expected")


@pytest.mark.parametrize("kind", ["exact_match", "levenshtein", "json_equals", "numeric_close", "tool_calls_match"])
def test_live_there_is_nothing_to_compare_with(kind: str) -> None:
    (outcome,) = run_scorers([configure("x", {"type": kind})], interaction(chat("x", "y")))
    assert (outcome.decision, outcome.field) == (Decision.MISSING_INPUT, "expected")
