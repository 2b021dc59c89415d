"""A number of the output is near the expected one, however both are written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.reference.numeric_close import NumericClose
from otelevals.scoring.score import NoVerdict, Score


@pytest.mark.parametrize(
    ("options", "output", "expected"),
    [
        ({}, "42", 42),
        ({}, "There are 5 steps, so the answer is 42.", 42),
        ({}, "The answer is **1,234.50**", 1234.5),
        ({}, "Das sind 1.234,50 €", "1,234.50"),
        ({}, "6.02e23", 6.02e23),
        ({}, "It drops to -5.", -5),
        ({}, "−5 °C", "-5"),
        ({}, "a loss of -$3 million", -3_000_000),
        ({}, "That is 5%.", 0.05),
        ({}, "٤٢", 42),
        ({"which": "first"}, "42, or 43", 42),
        ({"which": "any"}, "between 41 and 43, so 42 or 44", 42),
        ({"relative": 0.01}, "about 100.9", 100),
        ({"absolute": 0.5}, "0.4", 0),
        ({}, "10-42", 42),
    ],
)
def test_near(options: dict[str, Any], output: str, expected: Any) -> None:
    assert NumericClose(**options).score(output, expected) is True


@pytest.mark.parametrize(
    ("options", "output", "expected", "why"),
    [
        ({}, "It is 41.", 42, "41 is not near 42"),
        ({}, "42 or 43", 42, "43 is not near 42"),
        ({"which": "any"}, "40 or 41", 42, "no number is near 42"),
        ({}, "5", -5, "5 is not near -5"),
        ({}, "no idea", 42, "the output has no number"),
        ({}, "", 42, "the output has no number"),
        ({}, "NaN", 42, "the output has no number"),
        ({}, "1e999", 42, "the output has no number"),
        ({}, "9" * 100, 42, "no number is near 42"),
    ],
)
def test_far(options: dict[str, Any], output: str, expected: Any, why: str) -> None:
    assert NumericClose(**options).score(output, expected) == Score.failing(why)


@pytest.mark.parametrize("expected", ["a lot", None, True, [1], float("nan"), "1 or 2", 10**400])
def test_what_is_no_number_gives_no_verdict(expected: Any) -> None:
    assert NumericClose().score("1", expected) == NoVerdict("what is expected is not a number")


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 3)))
def test_a_number_is_near_itself(number: float) -> None:
    assert NumericClose().score(f"So it is {number:.3f}", number) is True
    assert NumericClose().score(repr(number), repr(number)) is True
