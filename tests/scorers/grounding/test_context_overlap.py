"""Sentences are supported when their words are in the context, in any script."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.fields import MissingInput
from otelevals.scorers.grounding.context_overlap import ContextOverlap
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction
from tests.scorers.grounding.spans import answer

CONTEXT = (
    "Customers may return an unused bicycle within thirty days. The refund is paid to the original card.",
    "Ein unbenutztes Fahrrad können Kunden innerhalb von dreißig Tagen zurückgeben.",
    "顾客可以在三十天内退回未使用的自行车。",
)


PARTS = ["bicycle", "refund", "card", "moon", "river", "stone", "自行车", "天", ".", "!", "\n"]


def score(text: str, **options: Any) -> Score | NoVerdict:
    return ContextOverlap(**options).score(answer(text, *CONTEXT))


@pytest.mark.parametrize(
    "text",
    [
        "You can return unused bicycles within thirty days.",
        "The refund goes to the original card. Sure!",
        "Unbenutzte Fahrräder können innerhalb von dreißig Tagen zurückgegeben werden: Fahrrad, Kunden, Tage.",
        "未使用的自行车可以在三十天内退回。",
    ],
)
def test_supported(text: str) -> None:
    assert score(text) == Score(1.0)


@pytest.mark.parametrize(
    ("text", "share", "worst"),
    [
        (
            "Bananas grow in tropical climates.",
            0.0,
            "0% of the words are in the context: 'Bananas grow in tropical climates.'",
        ),
        (
            "The refund is paid to the card. Our lawyers negotiated cheaper insurance premiums.",
            0.5,
            "0% of the words are in the context: 'Our lawyers negotiated cheaper insurance premiums.'",
        ),
        ("香蕉生长在热带气候中。", 0.0, "0% of the words are in the context: '香蕉生长在热带气候中。'"),
    ],
)
def test_unsupported(text: str, share: float, worst: str) -> None:
    assert score(text) == Score(share, explanation=worst)


def test_runs_of_words_are_stricter() -> None:
    scrambled = "Card original the to bicycle unused refund return."
    assert score(scrambled) == Score(1.0)
    assert score(scrambled, ngram=2) != Score(1.0)


@pytest.mark.parametrize("text", ["", "Yes.", "42", "🎉 🎉 🎉 🎉", "It is what it is and that is that."])
def test_what_says_too_little_gets_no_verdict(text: str) -> None:
    assert score(text) == NoVerdict("the answer has no sentence that could be compared")


def test_a_context_is_needed() -> None:
    with pytest.raises(MissingInput) as caught:
        ContextOverlap().score(interaction(chat("five days", "q")))
    assert caught.value.field == "context"


@given(
    st.lists(
        st.sampled_from(["bicycle", "refund", "card", "moon", "river", "stone", "自行车", "天", ".", "!", "\n"]),
        max_size=30,
    )
)
def test_scores_are_shares(parts: list[str]) -> None:
    result = score(" ".join(parts))
    assert isinstance(result, NoVerdict) or 0 <= (result.score or 0) <= 1


@given(st.lists(st.sampled_from(["bicycle", "refund", "card", "moon", "river", "stone"]), min_size=3, max_size=9))
def test_what_is_in_the_context_is_supported(parts: list[str]) -> None:
    text = " ".join(parts) + "."
    assert ContextOverlap(ngram=2).score(answer(text, f"Before. {text} After.")) == Score(1.0)
