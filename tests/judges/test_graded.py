"""Where an endpoint gives the probabilities of words, a score is what the model had in mind, and never a guess."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.asked import Reply, Token
from otelevals.judges.rubric import Rubric, find_rubric
from otelevals.judges.scale import Choice, parse_scale
from otelevals.judges.verdict import read_verdict
from otelevals.scoring.score import Score

BOOLEAN = find_rubric("Is {{output}} polite?", Path())
NUMBERS = BOOLEAN.adapted(parse_scale("1..10"), 7)
LABELS = BOOLEAN.adapted(parse_scale({"labels": {"good": 1, "great": 2, "bad": 0}}))
BEGIN = '{"explanation": "the verdict: \\"pass\\"", "verdict": "'


def token(text: str, probability: float = 1.0, **others: float) -> Token:
    """A token that was chosen with a probability, and those of others."""
    top = [(text, math.log(probability)), *((other, math.log(each)) for other, each in others.items())]
    return Token(text, math.log(probability), top)


def scored(rubric: Rubric, *tokens: Token, text: str | None = None) -> Score:
    whole = "".join([each.text for each in tokens])
    found = read_verdict(Reply(whole if text is None else text, "m", 1, 1, True, tokens=tokens), rubric)
    assert isinstance(found, Score)
    return found


def verdict(score: Score) -> tuple[Any, ...]:
    return score.score, score.label, score.passed


def test_a_boolean_is_the_probability_of_passing() -> None:
    score = scored(BOOLEAN, token(BEGIN), token("pass", 0.75, fail=0.25), token('"}'))
    assert verdict(score) == (pytest.approx(0.75), "pass", True)


def test_having_no_verdict_does_not_weigh() -> None:
    score = scored(BOOLEAN, token(BEGIN), token("pass", 0.6, fail=0.2, cannot=0.2), token('"}'))
    assert score.score == pytest.approx(0.75)


def test_what_was_said_decides_what_passes() -> None:
    score = scored(BOOLEAN, token(BEGIN), token("fail", 0.4, **{"pass": 0.6}), token('"}'))
    assert verdict(score) == (pytest.approx(0.6), "fail", False)
    score = scored(NUMBERS, token(BEGIN), token("7", 0.6, **{"3": 0.4}), token('"}'))
    assert verdict(score) == (pytest.approx(5.4), "7", True)


@pytest.mark.parametrize(
    "tokens",
    [
        [token('{"explanation": "", "verdict":'), token(' "pass', 0.75, **{' "fail': 0.25}), token('"}')],
        [token('{"explanation": "", "verdict": "'), token('pass"', 0.75, **{'fail"': 0.25}), token("}")],
        [token('{"explanation": "", "verdict": "'), token('pass"}', 0.75, fail=0.25)],
        [token('{"explanation": "", "verdict": "p', 1.0), token("ass", 1.0), token('"}')],
        [token('{"explanation": "", "verdict": "'), token("p", 0.75, f=0.25), token("ass"), token('"}')],
        [token('{"explanation": "", "verdict": "'), token("Pass", 0.5, Fail=0.25, **{"pass": 0.25}), token('"}')],
    ],
)
def test_words_are_cut_into_tokens_in_any_way(tokens: Sequence[Token]) -> None:
    assert scored(BOOLEAN, *tokens).score == pytest.approx(1.0 if tokens[1].text == "ass" else 0.75)


def test_numbers_are_told_apart_by_what_follows_them() -> None:
    ten = scored(NUMBERS, token(BEGIN), token("1", 0.8, **{"5": 0.2}), token("0", 0.5, **{'"': 0.5}), token('"}'))
    assert ten.score == pytest.approx(0.4 * 10 + 0.4 * 1 + 0.2 * 5)
    one = scored(NUMBERS, token(BEGIN), token("1", 0.8, **{"5": 0.2}), token('"}', 0.5, **{"0": 0.5}))
    assert one.score == pytest.approx(0.4 * 10 + 0.4 * 1 + 0.2 * 5)
    bare = scored(NUMBERS, token('{"explanation": "", "verdict": '), token("4", 0.5, **{"5": 0.5}), token("}"))
    assert bare.score == pytest.approx(4.5)


def test_labels_that_begin_alike_are_told_apart_later() -> None:
    score = scored(LABELS, token(BEGIN), token("g", 0.8, bad=0.2), token("ood", 0.75, reat=0.25), token('"}'))
    assert score.score == pytest.approx(0.6 * 1 + 0.2 * 2)


@pytest.mark.parametrize(
    "tokens",
    [
        [token(BEGIN), token("pass", 0.5, maybe=0.5), token('"}')],
        [token(BEGIN), token("pass", 0.5), token('"}')],
        [token(BEGIN), token("pass", 0.9, fail=0.9), token('"}')],
        [token(BEGIN), Token("pass", math.nan, [("fail", 0.0)]), token('"}')],
        [token(BEGIN), Token("pass", -math.inf, [("fail", 0.0)]), token('"}')],
        [token('{"explanation": "", "verdict": "p\\u0061ss"}')],
    ],
)
def test_probabilities_that_leave_too_much_out_are_not_used(tokens: Sequence[Token]) -> None:
    assert scored(BOOLEAN, *tokens).score == 1.0


def test_tokens_of_another_text_are_not_used() -> None:
    tokens = token(BEGIN), token("pass", 0.75, fail=0.25), token('"}')
    text = BEGIN + 'pass"}'
    assert scored(BOOLEAN, *tokens[:2], text=text).score == 1.0
    assert scored(BOOLEAN, *tokens, *tokens, text=text).score == 1.0
    assert scored(BOOLEAN, token("\n"), *tokens, token("\n"), text=text).score == pytest.approx(0.75)


def test_a_share_is_not_graded() -> None:
    text = '{"claims": [{"claim": "c", "explanation": "", "supported": true}], "explanation": "", "verdict": "judged"}'
    assert scored(find_rubric("faithfulness", Path()), token(text)).score == 1.0


PROBABILITIES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(
    lambda all_: [each / sum(all_) for each in all_]
)


@given(PROBABILITIES, st.integers(0, 2), st.lists(st.integers(1, 60), max_size=8))
def test_it_is_the_mean_whatever_was_said_and_wherever_tokens_begin(
    probabilities: list[float], said: int, cuts: list[int]
) -> None:
    scale = LABELS.scale
    assert isinstance(scale, Choice)
    labels = list(scale.values)
    chances = dict(zip(labels, probabilities, strict=True))
    chosen = labels[said]
    before = sorted({cut for cut in cuts if cut < len(BEGIN)})
    texts = [BEGIN[start:end] for start, end in zip([0, *before], [*before, len(BEGIN)], strict=True)]
    others = {label: chances[label] for label in labels if label != chosen}
    score = scored(LABELS, *map(token, texts), token(chosen, chances[chosen], **others), token('"}'))
    assert score.label == chosen
    assert score.score == pytest.approx(sum(scale.values[label] * chances[label] for label in labels))


@given(
    st.lists(
        st.builds(
            Token,
            st.sampled_from(['{"explanation":"","verdict":"', "pass", "fail", '"', "}", "p", ""]) | st.text(max_size=3),
            st.floats(),
            st.lists(st.tuples(st.text(max_size=4) | st.sampled_from(["pass", "f"]), st.floats()), max_size=4),
        ),
        max_size=6,
    )
)
def test_any_tokens_leave_the_score_on_the_scale(tokens: list[Token]) -> None:
    text = '{"explanation":"","verdict":"pass"}'
    score = scored(BOOLEAN, *tokens, text=text)
    assert score.score is not None
    assert 0.0 <= score.score <= 1.0
    assert score.label == "pass"
