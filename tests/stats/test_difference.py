"""Differences of means and rates, with sessions that are in both."""

import numpy as np
import pytest
from scipy import stats

from otelevals.stats.difference import correlation, of_means, of_rates
from otelevals.stats.estimate import Estimate, wilson
from otelevals.stats.quantiles import normal


def simple(passed: int, n: int) -> Estimate:
    low, high = wilson(passed / n, n, normal(0.975))
    return Estimate(passed / n, low, high, 0.0, 1.0, n)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 10), (10, 10), 0.6075, 1.0),
        ((0, 20), (0, 10), -0.1611, 0.2775),
    ],
)
def test_the_difference_of_rates_is_that_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    found = of_rates(simple(*first), simple(*second))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_the_difference_of_means_is_that_of_welch() -> None:
    first, second = [0.2, 0.4, 0.9, 0.3, 0.0, 0.0], [0.0, 0.0, 0.8, 0.9, 0.5, 0.95]
    a, b = [(1.0, x) for x in first[:4]] + [(0.0, 0.0)] * 4, [(0.0, 0.0)] * 4 + [(1.0, x) for x in second[2:]]
    expected = stats.ttest_ind(second[2:], first[:4], equal_var=False).confidence_interval()
    found = of_means(a, b)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_the_same_sessions_are_compared_with_themselves() -> None:
    dice = np.random.default_rng(1)
    before = dice.normal(size=20)
    after = before + 0.1
    first, second = [(1.0, float(x)) for x in before], [(1.0, float(x)) for x in after]
    assert correlation(first, second) == pytest.approx(1)
    found = of_means(first, second)
    assert (found.low, found.high) == pytest.approx((0.1, 0.1), abs=1e-6)


def test_with_one_session_nothing_is_known() -> None:
    one = [(1.0, 1.0), (0.0, 0.0)]
    assert not np.isfinite(of_means(one, one).width)
    assert correlation(one, one) == 0


def test_clusters_of_other_places_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^both need the same clusters$"):
        of_means([(1.0, 1.0)] * 3, [(1.0, 1.0)] * 4)
