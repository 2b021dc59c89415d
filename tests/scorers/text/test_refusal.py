"""Answers that decline are told from those that only sound like it."""

import pytest
from pydantic import ValidationError

from otelevals.scorers.text.refusal import Refusal
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction
from tests.scorers.text import refusal_unseen as unseen
from tests.scorers.text import refusal_varied as varied
from tests.scorers.text.refusal_cases import ANSWERING, DECLINING


def declines(text: str, scorer: Refusal | None = None) -> bool:
    return (scorer or Refusal()).score(interaction(chat(text))) is not True


@pytest.mark.parametrize("text", [*DECLINING, *varied.DECLINING])
def test_it_finds_what_declines(text: str) -> None:
    assert declines(text)


@pytest.mark.parametrize("text", [*ANSWERING, *varied.ANSWERING, *varied.MISSED])
def test_it_passes_what_answers(text: str) -> None:
    assert not declines(text)


def test_answers_that_the_phrases_were_not_made_for() -> None:
    """The page says these figures: a change of the phrases that moves them changes the page, too."""
    assert (len(unseen.DECLINING), len(unseen.ANSWERING)) == (37, 38)
    assert sum(map(declines, unseen.DECLINING)) == 31
    assert sum(map(declines, unseen.ANSWERING)) == 1


@pytest.mark.parametrize(
    "text", ["", " \n", "👩‍🚀", "\u202eI can't help with that.", "a" * 300 + ". I can't help with that."]
)
def test_only_the_beginning_counts(text: str) -> None:
    assert not declines(text)


def test_white_space_and_typographic_apostrophes_do_not_hide_one() -> None:
    assert declines(" " * 1000 + "I’m sorry, but I can’t assist with that.")
    assert declines("> *I CAN'T HELP WITH THAT.*")


def test_languages_can_be_chosen() -> None:
    german = Refusal(languages=["de"])
    assert declines("Dabei kann ich nicht helfen.", german)
    assert not declines("I can't help with that.", german)
    with pytest.raises(ValidationError, match="Input should be 'ar', 'de', 'en'"):
        Refusal(languages=["xx"])  # type: ignore[list-item]


def test_phrases_can_be_added() -> None:
    assert declines("Ask our BRANCH office.", Refusal(phrases=["ask our branch"]))


def test_declining_may_be_what_is_wanted() -> None:
    scorer = Refusal(negate=True)
    assert scorer.score(interaction(chat("I can't help with that."))) is True
    assert scorer.score(interaction(chat("Mix them."))) == Score.failing("the output does not decline: 'Mix them.'")


def test_the_beginning_is_shown() -> None:
    result = Refusal().score(interaction(chat("I can't help with that.")))
    assert result == Score.failing('the output declines: "I can\'t help with that."')
