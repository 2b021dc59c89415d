"""A drop below a baseline is found when no likely error of the baseline explains it."""

import random

import pytest

from otelevals.stats.baseline import DISTANCES, LIKELY, BaselineDrop
from otelevals.stats.drop import Drop


def watched(error: float, rate: float = 0.85, sessions: int = 1500) -> BaselineDrop:
    drop, dice = BaselineDrop(), random.Random(3)
    for _ in range(sessions):
        drop.observe(1.0, 0.9, error, float(dice.random() < rate), 1.0)
    return drop


def test_distances_have_the_probabilities_of_a_normal_error() -> None:
    assert len(LIKELY) == len(DISTANCES)
    assert sum(LIKELY) == pytest.approx(1)
    assert LIKELY[:2] == pytest.approx((0.6462, 0.2236), abs=1e-4)


def test_a_baseline_without_an_error_is_a_bound() -> None:
    drop = Drop()
    dice = random.Random(3)
    for _ in range(1500):
        drop.observe(1.0, 0.9, float(dice.random() < 0.85), 1.0)
    assert watched(0.0).evidence == pytest.approx(drop.evidence)


def test_the_less_is_known_the_less_a_drop_is_evidence() -> None:
    evidence = [watched(error).evidence for error in (0.001, 0.01, 0.02, 0.05)]
    assert evidence == sorted(evidence, reverse=True)
    assert evidence[0] > 1e6
    assert evidence[-1] < 1e5


def test_it_goes_on_after_a_restart() -> None:
    drop = watched(0.01, sessions=20)
    again = BaselineDrop(drop.capital)
    assert again.evidence == drop.evidence
    again.forget()
    assert again.evidence == 0
    with pytest.raises(ValueError, match=r"^evidence is 42 numbers, not 1$"):
        BaselineDrop([1.0])
