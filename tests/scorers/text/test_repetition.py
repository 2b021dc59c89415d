"""Loops and repetitions are found in any script; what only has a form is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.text.repetition import Repetition
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction

PROSE = "The parcel left our warehouse on Monday. It takes two days to Lyon, and the courier calls before it comes. "


def score(text: str, **options: object) -> Score:
    return Repetition(**options).score(interaction(chat(text)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        PROSE,
        "Very, very, very good!",
        "ha ha ha ha",
        "| a | b |\n|---|---|\n| 1 | 2 |\n" + "-" * 500,
        "\n".join(f"{number}. The capital of country {number * 7} is city {number * 13}." for number in range(40)),
        "Here:\n```\n" + "0 0 0 0 0 0 0 0\n" * 50 + "```\nDone.",
        "https://example.com/" + "".join(chr(97 + number * 7 % 26) for number in range(60)),
        "🎉" * 500,
    ],
)
def test_what_repeats_little_passes(text: str) -> None:
    assert score(text).passed is True


@pytest.mark.parametrize(
    "text",
    [
        PROSE + "I am " * 60,
        "the" + " the" * 60,
        PROSE * 4,
        "a" * 500,
        "哈" * 100,
        PROSE + "你好吗我很好" * 20,
        "- try again\n" * 40,
        "वह गया " * 60,
        "word " * 300_000,
        PROSE + "x" * 100_000,
    ],
)
def test_what_goes_round_fails(text: str) -> None:
    assert score(text).passed is False


def test_the_score_is_the_share_that_is_new() -> None:
    assert score("one two three four five six one two three four five").score == pytest.approx(6 / 7)
    assert score("a b c a b c a b c", words=3, max_loop=2).explanation == "3 words go round in a loop, such as 'a b c'"
    result = score(PROSE * 2 + "End.", words=2, max_share=0.3, max_loop=100)
    assert result.explanation == "48% of the output repeats what it said before"


def test_code_is_left_out_unless_it_counts() -> None:
    text = "```\n" + "x = 0\n" * 50 + "```"
    assert score(text).passed is True
    assert score(text, ignore_code=False).passed is False
    assert score("```\n" + "x = 0\n" * 50).passed is True


def test_limits_can_be_moved() -> None:
    assert score("go on " * 60, max_share=1.0, max_loop=200).passed is True


@given(st.lists(st.sampled_from("abcde"), max_size=60), st.integers(2, 6))
def test_scores_are_shares(letters: list[str], words: int) -> None:
    found = score(" ".join(letters), words=words).score
    assert found is not None
    assert 0 <= found <= 1
