"""Strata count as much as they have of the traffic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from otelevals.stats.strata import Stratum, allocation, stratified_mean


def test_a_stratified_mean_is_that_of_cochran() -> None:
    """Sampling Techniques (3rd ed.), 5.4 and 5.5 without the finite population correction: sum of W² s² / n."""
    a, b = [1.0, 0.0, 1.0, 1.0], [0.5, 0.0, 0.0]
    first = [(1.0, x) for x in a] + [(0.0, 0.0)] * 3
    second = [(0.0, 0.0)] * 4 + [(20.0, 20 * x) for x in b]
    found = stratified_mean([Stratum(900, first), Stratum(100, second)])
    u, v = 0.81 * stats.tvar(a) / 4, 0.01 * stats.tvar(b) / 3
    assert found.value == pytest.approx(0.9 * 0.75 + 0.1 / 6)
    df = (u + v) ** 2 / (u * u / 3 + v * v / 2)
    assert found.width / 2 == pytest.approx(stats.t.ppf(0.975, df) * (u + v) ** 0.5)


def test_of_nothing_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match=r"^there is nothing to take the mean of$"):
        stratified_mean([])


def test_neymans_allocation() -> None:
    """Proportional to size times deviation (Cochran, 5.5); where that is more than a stratum has, all of it."""
    assert allocation([1000, 1000], [0.1, 0.3], 400) == pytest.approx([0.1, 0.3])
    assert allocation([10_000, 50], [0.2, 0.5], 1000) == pytest.approx([0.0988, 0.247], rel=1e-2)
    assert allocation([10_000, 50], [0.01, 0.5], 1000) == pytest.approx([0.095, 1.0])


@given(st.lists(st.tuples(st.floats(1, 1e5), st.floats(0.01, 1)), min_size=1, max_size=8), st.floats(0.01, 1))
def test_all_that_may_be_judged_is(strata: list[tuple[float, float]], share: float) -> None:
    sizes, deviations = [size for size, _ in strata], [deviation for _, deviation in strata]
    judged = share * sum(sizes)
    rates = allocation(sizes, deviations, judged)
    assert all(0 <= rate <= 1 for rate in rates)
    assert sum(size * rate for size, rate in zip(sizes, rates, strict=True)) == pytest.approx(judged)
