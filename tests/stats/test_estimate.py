"""Means and rates with their intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint

from otelevals.stats.estimate import Estimate, Sums, mean, rate, wilson


def singles(values: list[float], weights: list[float]) -> tuple[list[tuple[float, float]], Sums]:
    rows = list(zip(weights, values, strict=True))
    sums = Sums(
        sum(weights),
        sum(w * w for w in weights),
        sum(w * x for w, x in rows),
        sum(w * w * x for w, x in rows),
        sum(w * w * x * x for w, x in rows),
    )
    return [(w, w * x) for w, x in rows], sums


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilsons_interval_is_that_of_statsmodels(passed: int, failed: int) -> None:
    n = passed + failed
    low, high = proportion_confint(passed, n, method="wilson")
    assert wilson(passed / n, n, stats.norm.ppf(0.975)) == pytest.approx((low, high), abs=1e-9)


def test_wilsons_interval_of_a_published_example() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 857-872, table I: 81 of 263."""
    assert wilson(81 / 263, 263, 1.959964) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_mean_of_independent_values_has_students_interval() -> None:
    values = [0.2, 0.9, 0.4, 0.7, 0.1]
    found = mean(*singles(values, [1.0] * 5))
    low, high = stats.t.interval(0.95, 4, sum(values) / 5, stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.df == pytest.approx(4)


def test_weights_count_as_inverse_probabilities() -> None:
    """A failure that was always evaluated, and a pass that stands for twenty."""
    clusters, sums = singles([0.0, 1.0], [1.0, 20.0])
    assert rate(clusters, sums).value == pytest.approx(20 / 21)
    assert sums.kish == pytest.approx(441 / 401)


def test_turns_that_are_alike_count_once() -> None:
    sessions = [(10.0, 10.0)] * 18 + [(10.0, 0.0)] * 2
    found = rate(sessions, Sums(200, 200, 180, 180, 180))
    assert found.value == 0.9
    assert found.n_effective == pytest.approx(19)
    assert (found.low, found.high) == pytest.approx(wilson(0.9, 19, stats.t.ppf(0.975, found.df)))


def test_few_sessions_with_all_failures_leave_few_degrees_of_freedom() -> None:
    """Those of 20 equal clusters are 19; with kurtosis b the variance is as uncertain as with 3 * 20 / b of them."""
    sessions = [(10.0, 10.0)] * 18 + [(10.0, 0.0)] * 2
    kurtosis = stats.kurtosis([score for _, score in sessions], fisher=False)
    assert rate(sessions, Sums(200, 200, 180, 180, 180)).df == pytest.approx(60 / kurtosis)


def test_where_all_passed_the_interval_is_not_a_point() -> None:
    found = rate([(1.0, 1.0)] * 50, Sums(50, 50, 50, 50, 50))
    assert found.high == 1
    assert found.low == pytest.approx(0.925, abs=1e-3)
    assert found.n_effective == 50


def test_of_one_session_nothing_is_known() -> None:
    assert rate([(5.0, 4.0)], Sums(5, 5, 4, 4, 4))[:3] == (0.8, 0.0, 1.0)
    assert mean([(5.0, 4.0)], Sums(5, 5, 4, 4, 4))[1:3] == (-math.inf, math.inf)
    assert mean([(5.0, 4.0)], Sums(5, 5, 4, 4, 4), within=(0, 1))[1:3] == (0, 1)


def test_failures_that_were_drawn_for_certain_tell_more_than_their_weights_say() -> None:
    """900 that passed stand for 9000, and all of the 1000 that failed are known."""
    found = rate(*singles([1.0] * 900 + [0.0] * 1000, [10.0] * 900 + [1.0] * 1000))
    below, above = score_ends(0.9, found, weight_below=10.0, weight_above=found.variance * 10_000 / 0.09)
    assert (found.value, found.variance) == pytest.approx((0.9, (1000 * 0.81 + 900 * 100 * 0.01) / 1e8), rel=1e-3)
    assert (found.low, found.high) == pytest.approx((below, above))
    assert 1100 < found.n_effective < 0.09 / found.variance


def test_away_from_the_middle_the_variance_changes_with_the_heavy_ones() -> None:
    """Of 1000 that failed 600 weigh 1 and 40 weigh 10, so that Σw³ / Σw² is 40,600 / 4,600 of them."""
    found = rate(*singles([1.0] * 900 + [0.0] * 640, [10.0] * 900 + [1.0] * 600 + [10.0] * 40))
    assert (found.low, found.high) == pytest.approx(
        score_ends(0.9, found, weight_below=10.0, weight_above=40_600 / 4_600)
    )


def score_ends(share: float, found: Estimate, weight_below: float, weight_above: float) -> tuple[float, float]:
    """Where a share of 10,000 turns is z standard errors off: the variance changes by the weight of what is missed."""
    z = float(stats.t.ppf(0.975, found.df))

    def off(end: float, weight: float) -> float:
        changed = (end * (1 - end) - share * (1 - share)) * weight / 10_000
        return float((end - share) ** 2 - z * z * (found.variance + changed))

    return float(brentq(off, 0, share, (weight_below,))), float(brentq(off, share, 1, (weight_above,)))


def test_a_failure_of_small_weight_does_not_hide_those_that_may_be_missed() -> None:
    """Ten passes of weight 100 say no more than ten evaluations, whether or not some failures of weight 1 are known."""
    none = rate(*singles([1.0] * 10, [100.0] * 10))
    some = rate(*singles([1.0] * 10 + [0.0] * 2, [100.0] * 10 + [1.0] * 2))
    assert none.n_effective == 10
    assert some.n_effective == pytest.approx(10, rel=0.1)
    assert some.low < 0.75


@given(st.integers(1, 200), st.integers(1, 200), st.floats(1, 1000))
def test_equal_weights_have_wilsons_interval_of_their_number(passed: int, failed: int, weight: float) -> None:
    found = rate(*singles([1.0] * passed + [0.0] * failed, [weight] * (passed + failed)))
    assert found.n_effective == pytest.approx(passed + failed, rel=2 / (passed + failed))
    z = stats.t.ppf(0.975, found.df)
    assert (found.low, found.high) == pytest.approx(wilson(found.value, found.n_effective, z), abs=1e-6)


VALUES = st.lists(st.tuples(st.floats(0, 1), st.floats(1, 100)), min_size=2, max_size=40)


@given(VALUES)
def test_intervals_hold_their_estimate_and_stay_where_scores_are(rows: list[tuple[float, float]]) -> None:
    values, weights = zip(*rows, strict=True)
    verdicts = [float(value > 0.5) for value in values]
    of_scores, of_verdicts = (
        mean(*singles(list(values), list(weights)), within=(0, 1)),
        rate(*singles(verdicts, list(weights))),
    )
    for found in (of_scores, of_verdicts):
        assert 0 <= found.low <= found.value + 1e-12
        assert found.value - 1e-12 <= found.high <= 1
    assert of_scores.n_effective <= len(rows) * (1 + 1e-9)
    assert of_verdicts.n_effective <= sum(weights) * (1 + 1e-9)


@given(VALUES)
def test_more_confidence_is_a_wider_interval(rows: list[tuple[float, float]]) -> None:
    clusters, sums = singles([float(value > 0.5) for value, _ in rows], [weight for _, weight in rows])
    narrow, wide = rate(clusters, sums, 0.9), rate(clusters, sums, 0.99)
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12
