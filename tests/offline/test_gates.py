"""A gate is a least pass rate, or a least mean where nothing passes or fails; what was not scored does not reach it."""

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.offline.gates import Gate, missed, parse_gate, unknown
from otelevals.offline.results import Sums


def sums(*verdicts: tuple[float | None, bool | None]) -> Sums:
    found = Sums("tone", "1")
    for score, passed in verdicts:
        found.add(EvaluationRecord(b"", b"", 0, "tone", score, passed=passed))
    return found


def said(gate: str, found: Sums | None) -> list[str]:
    return [str(each) for each in missed([parse_gate(gate)], {} if found is None else {"tone": found})]


@pytest.mark.parametrize(
    ("text", "gate"),
    [("tone=0.9", Gate("tone", 0.9)), ("a.b=90%", Gate("a.b", 0.9)), ("words=-3", Gate("words", -3.0))],
)
def test_how_gates_are_written(text: str, gate: Gate) -> None:
    assert parse_gate(text) == gate


@pytest.mark.parametrize("text", ["tone", "=0.9", "tone=", "tone=high", "tone=nan", "tone=inf", "tone=%"])
def test_what_is_no_gate(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a threshold: .* \(expected name=0.9 or name=90%\)"):
        parse_gate(text)


def test_the_pass_rate_counts_where_there_is_one() -> None:
    half = sums((0.9, True), (0.8, False))
    assert said("tone=50%", half) == []
    assert said("tone=0.51", half) == ["tone: the pass rate is 0.5, below 0.51"]


def test_the_mean_counts_where_nothing_passes_or_fails() -> None:
    scores = sums((0.9, None), (0.8, None))
    assert said("tone=0.84", scores) == []
    assert said("tone=0.86", scores) == ["tone: the mean is 0.85, below 0.86"]


@pytest.mark.parametrize("found", [None, sums(), sums((None, None))])
def test_nothing_scored_is_a_failure(found: Sums | None) -> None:
    assert said("tone=0", found) == ["tone: nothing was scored"]


def test_gates_of_no_scorer_are_told() -> None:
    assert unknown([Gate("tone", 1), Gate("checks.words", 1)], ["tone", "checks"]) == []
    (sentence,) = unknown([Gate("tne", 1)], ["tone", "checks"])
    assert sentence == "there is no scorer tne (valid: checks, tone; did you mean tone?)"
