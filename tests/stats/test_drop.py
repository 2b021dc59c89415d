"""Evidence of a drop grows after one, and seldom without."""

import random
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.drop import STAKES, Drop, session_weight

OBSERVED = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1), st.floats(0, 1)), max_size=50)


def watched(rate: float, sessions: int, dice: random.Random) -> Drop:
    drop = Drop()
    for _ in range(sessions):
        drop.observe(1.0, 0.9, float(dice.random() < rate), 1.0)
    return drop


def test_one_bettor_is_shiryaev_and_roberts() -> None:
    """R = (R + 1) times the ratio of likelihoods: for a bet of that on one rate, by Pollak, Annals of Statistics 13
    (1985), 206-227. A stake of 0.9 times 9 bets on 0.9 * (1 - 0.9) = 0.09 passes."""
    drop, r = Drop(), 0.0
    for passed in (1, 0, 1, 1, 0, 0):
        drop.observe(1.0, 0.9, passed, 1.0)
        after = 0.9 * (1 - STAKES[0])
        r = (r + 1) * (after / 0.9 if passed else (1 - after) / 0.1)
        assert drop.capital[0] == pytest.approx(r)


def test_watching_something_healthy_its_mean_is_the_time() -> None:
    """Over all that may happen in ten sessions, with its probability."""
    whole = 0.0
    for happened in product((0.0, 1.0), repeat=10):
        drop = Drop()
        for mean in happened:
            drop.observe(2.0, 0.9, mean, 0.7)
        whole += drop.evidence * prod(0.9 if mean else 0.1 for mean in happened)
    assert whole == pytest.approx(20)


def test_a_drop_is_found_and_a_better_mean_is_not() -> None:
    dice = random.Random(1)
    assert watched(0.8, 1000, dice).evidence > 1e6
    assert watched(0.95, 1000, dice).evidence < 1e3


@given(OBSERVED)
def test_it_is_never_negative_and_the_worse_the_more(observed: list[tuple[float, float, float]]) -> None:
    better, worse = Drop(), Drop()
    for seconds, mean, weight in observed:
        better.observe(seconds, 0.9, mean, weight)
        worse.observe(seconds, 0.9, mean / 2, weight)
    assert 0 <= better.evidence <= worse.evidence


@given(OBSERVED)
def test_it_goes_on_after_a_restart(observed: list[tuple[float, float, float]]) -> None:
    whole, half = Drop(), Drop()
    for number, (seconds, mean, weight) in enumerate(observed):
        whole.observe(seconds, 0.7, mean, weight)
        if number == len(observed) // 2:
            half = Drop(half.capital)
        half.observe(seconds, 0.7, mean, weight)
    assert half.capital == whole.capital


def test_it_grows_no_further_than_it_may() -> None:
    drop = Drop(most=1000.0)
    for _ in range(1000):
        drop.observe(1.0, 0.9, 0.0, 1.0)
    assert drop.evidence == pytest.approx(1000)
    drop.forget()
    assert drop.evidence == 0


def test_a_session_counts_by_its_weight_up_to_the_heaviest() -> None:
    assert session_weight(30.0, 60.0) == 0.5
    assert session_weight(600.0, 60.0) == 1


@pytest.mark.parametrize(("bound", "mean", "weight"), [(1, 0.5, 1), (0, 0.5, 1), (0.5, 1.1, 1), (0.5, 0.5, 2)])
def test_what_is_out_of_bounds_is_refused(bound: float, mean: float, weight: float) -> None:
    with pytest.raises(ValueError, match=r"^a bound is between 0 and 1, a mean and a weight from 0 to 1$"):
        Drop().observe(1.0, bound, mean, weight)


def test_evidence_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^evidence is 6 numbers, not 2$"):
        Drop([1.0, 2.0])
