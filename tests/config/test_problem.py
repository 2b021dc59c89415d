"""A problem is one line: where, path, what was written, what is wrong, and what would have been right."""

import pytest

from otelevals.config import InvalidConfiguration, Location, Problem
from otelevals.config.problem import join, shorten

WHERE = Location("c.yaml", 3, 5)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem(WHERE, "a::b", "x", "is wrong"), "c.yaml:3 :: a::b :: x :: is wrong"),
        (Problem(Location("--set a"), "", "", "missing equal sign"), "--set a :: missing equal sign"),
        (Problem(WHERE, "a", "x", "unknown", ("one", "two")), "c.yaml:3 :: a :: x :: unknown (valid: one, two)"),
        (
            Problem(WHERE, "a", "Debgu", "unknown", ("batch", "debug")),
            "c.yaml:3 :: a :: Debgu :: unknown (valid: batch, debug; did you mean debug?)",
        ),
        (
            Problem(WHERE, "a", '"basik"', "expected one of", ("basic", "full")),
            'c.yaml:3 :: a :: "basik" :: expected one of: basic, full (did you mean basic?)',
        ),
    ],
)
def test_a_problem_is_one_line(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_problems_are_sorted_by_file_and_line_and_said_once() -> None:
    late, early = Problem(Location("b", 1), "", "", "third"), Problem(Location("a", 2), "", "", "first")
    middle = Problem(Location("a", 10), "", "", "second")
    error = InvalidConfiguration([late, middle, early, middle])
    assert str(error) == "a:2 :: first\na:10 :: second\nb:1 :: third"
    assert error.problems == [early, middle, late]


def test_a_listing_ends_after_a_thousand_lines() -> None:
    lines = str(InvalidConfiguration(Problem(Location("a", n), "", "", "x") for n in range(1, 1501))).splitlines()
    assert len(lines) == 1001
    assert lines[-1] == "and 500 more"


def test_what_was_written_is_shown_short_and_printable() -> None:
    assert shorten("a\n  b\x00") == "a b\ufffd"
    assert shorten("x" * 100) == "x" * 59 + "…"
    assert join("a", 0, "b") == "a::0::b"
