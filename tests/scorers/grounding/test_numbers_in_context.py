"""Figures of an answer are in its context or in what was asked, or they are named."""

from typing import Any

import pytest

from otelevals.genai.fields import MissingInput
from otelevals.scorers.grounding.numbers_in_context import NumbersInContext
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction
from tests.scorers.grounding.spans import answer

CONTEXT = (
    "Orders above €1,500.00 ship free. Delivery takes three days.",
    "Founded in March 1998; 2.4 million customers.",
)


def score(text: str, asked: str = "what?", **options: Any) -> Score | NoVerdict:
    return NumbersInContext(**options).score(answer(text, *CONTEXT, asked=asked))


@pytest.mark.parametrize(
    "text",
    [
        "It is free from 1.500 € and takes 3 days.",
        "1. We began in 03/1998 [1].\n2. We have 2,400,000 customers [2].",
        "Over 2 million customers since 1998, with GPT-4.",
    ],
)
def test_figures_of_the_context(text: str) -> None:
    assert score(text) == Score(1.0, "pass", True)


def test_figures_that_the_context_lacks_are_named() -> None:
    result = score("It is free from 2,000 € and takes 3 days, 2,000 €!")
    assert isinstance(result, Score)
    assert result.score == pytest.approx(1 / 3)
    assert result.passed is False
    assert result.explanation == "not in the context: 2,000"


def test_what_was_asked_may_be_repeated() -> None:
    assert score("Order 4711 takes 3 days.", asked="Where is order 4711?") == Score(1.0, "pass", True)


def test_some_may_be_missing() -> None:
    assert score("It takes 3 to 4 days.", max_missing=1) == Score(0.5, "pass", True)


def test_small_whole_numbers_can_be_left_out() -> None:
    assert score("Here are 4 facts: it takes 3 days.", ignore_below=10) == NoVerdict("the answer has no figures")
    assert score("It costs 4.5 and 40.", ignore_below=10) == Score(0.0, "fail", False, "not in the context: 4.5, 40")


def test_an_answer_without_figures_gets_no_verdict() -> None:
    assert score("It takes some days.") == NoVerdict("the answer has no figures")


def test_a_context_with_too_many_figures_gets_no_verdict() -> None:
    view = answer("It takes 3 days.", "1 " * 5_001)
    assert NumbersInContext().score(view) == NoVerdict("the context has more than 5,000 figures")


def test_a_context_is_needed() -> None:
    with pytest.raises(MissingInput) as caught:
        NumbersInContext().score(interaction(chat("5", "q")))
    assert caught.value.field == "context"
