"""What a scorer may return, and what each of it stands for; anything else is refused in a sentence."""

from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scoring.score import NoVerdict, Score
from otelevals.scoring.verdict import EXPLANATION_LIMIT, LABEL_LIMIT, REASON_LIMIT, BadVerdict, read_verdict


@pytest.mark.parametrize(
    ("result", "score"),
    [
        (True, Score(1.0, "pass", True)),
        (False, Score(0.0, "fail", False)),
        (1, Score(1.0)),
        (0.25, Score(0.25)),
        (Fraction(1, 4), Score(0.25)),
        ("angry", Score(label="angry")),
        (Score(0.5, explanation="so so"), Score(0.5, explanation="so so")),
        (Score(label="angry", passed=False), Score(label="angry", passed=False)),
    ],
)
def test_single_verdicts(result: object, score: Score) -> None:
    assert read_verdict(result) == (("", score),)


def test_a_threshold_decides_what_a_number_passes() -> None:
    assert read_verdict(0.8, 0.8) == (("", Score(0.8, passed=True)),)
    assert read_verdict(Score(0.7), 0.8) == (("", Score(0.7, passed=False)),)
    assert read_verdict(Score(0.7, passed=True), 0.8) == (("", Score(0.7, passed=True)),)
    assert read_verdict("angry", 0.8) == (("", Score(label="angry")),)


def test_a_mapping_gives_several() -> None:
    result = {"tone": "angry", "short": True, "unknown": None, "later": Score.unscored("not now")}
    assert read_verdict(result) == (("tone", Score(label="angry")), ("short", Score.passing()))
    assert read_verdict({}) == NoVerdict("the scorer gave no verdict")


def test_no_verdict_is_not_a_score() -> None:
    assert read_verdict(None) == NoVerdict("the scorer gave no verdict")
    assert read_verdict(Score.unscored("too short")) == NoVerdict("too short")
    assert read_verdict(Score.unscored("x" * 5000)) == NoVerdict("x" * (REASON_LIMIT - 1) + "…")


@pytest.mark.parametrize("reason", [None, 5, {"why": "not hashable"}])
def test_a_reason_is_a_text(reason: Any) -> None:
    with pytest.raises(BadVerdict, match=r"^returned no verdict for a reason"):
        read_verdict(Score.unscored(reason))


def test_texts_can_be_encoded() -> None:
    assert read_verdict(Score.unscored("lone \udc80")) == NoVerdict("lone ?")
    assert read_verdict("\ud800") == (("", Score(label="?")),)
    assert read_verdict(Score(1.0, explanation="a\udfffé")) == (("", Score(1.0, explanation="a?é")),)


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (
            [True],
            "returned list; a scorer returns a bool, a number, a string, a Score, a mapping of these or None",
        ),
        (float("nan"), "returned nan, which is not a score"),
        (Score(float("-inf")), "returned -inf, which is not a score"),
        (Score(cast(float, True)), "returned a Score whose `score` is not a number"),
        (Score(cast(float, "1")), "returned a Score whose `score` is not a number"),
        (Score(1.0, passed=cast(bool, "yes")), "returned a Score whose `passed` is not a bool"),
        (Score(1.0, label=cast(str, 7)), "returned a label that is not a string"),
        (Score(1.0, explanation=cast(str, 7)), "returned an explanation that is not a string"),
        (Score(explanation="nothing else"), "returned a Score without score, label and passed"),
        ("", "returned an empty label"),
        ({1: True}, "a mapping of verdicts needs names that are strings"),
        ({"score": True}, "'score' is a reserved name (score, name, tags, case, step, capability)"),
        (
            {"a.b": True},
            "'a.b' is no name for a scorer: letters, digits, _ and -, at most 100, beginning with a letter or _",
        ),
    ],
)
def test_nonsense_is_refused(result: object, sentence: str) -> None:
    with pytest.raises(BadVerdict) as caught:
        read_verdict(result)
    assert str(caught.value) == sentence


def test_a_coroutine_is_refused_and_closed() -> None:
    async def late() -> bool:
        return True

    with pytest.raises(BadVerdict, match=r"^returned coroutine;"):
        read_verdict(late())


def test_long_texts_are_cut() -> None:
    ((_, score),) = cast(Any, read_verdict(Score(label="l" * 999, explanation="e" * 9999)))
    assert (len(score.label), len(score.explanation)) == (LABEL_LIMIT, EXPLANATION_LIMIT)
    assert score.explanation.endswith("e…")


TEXT = st.text(st.characters(), max_size=10)  # also what cannot be encoded
TEXT.validate()  # computes a table of characters, which takes too long inside the first test


def is_text(text: str) -> bool:
    return text.encode("utf-8", "ignore").decode() == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.binary(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(TEXT, inner)
            | st.builds(Score, inner, inner, inner, inner)
            | st.builds(NoVerdict, inner)
        ),
        max_leaves=5,
    )
)
def test_whatever_comes_back_is_a_verdict_or_refused(result: object) -> None:
    try:
        verdicts = read_verdict(result, 0.5)
    except (BadVerdict, OverflowError):
        return
    if isinstance(verdicts, NoVerdict):
        assert is_text(verdicts.reason)
        return
    for _, score in verdicts:
        assert (score.score, score.label, score.passed) != (None, None, None)
        assert is_text(score.label or "")
        assert is_text(score.explanation or "")


def test_an_exception_in_a_number_is_the_scorers_own() -> None:
    class Odd(Fraction):
        def __float__(self) -> float:
            raise ArithmeticError("odd")

    with pytest.raises(ArithmeticError, match="odd"):
        read_verdict(Odd(1, 2))
