"""Means, rates and differences are those of the evaluations, however they are cut into sums."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.stats.groups import GROUPS, Groups
from otelevals.store.figures import difference_of, mean_of, measures_of, pass_rate_of
from otelevals.store.interned import ERROR, FAILED, NEITHER, PASSED
from otelevals.store.totals import Total

Evaluation = tuple[int, float, float, int]
"""Group, weight, score and outcome."""
EVALUATIONS = st.tuples(
    st.integers(0, GROUPS - 1),
    st.sampled_from([1.0, 2.0, 20.0]),
    st.floats(0, 1),
    st.sampled_from([FAILED, PASSED]),
)


def total(outcome: int, *evaluations: Evaluation, grouped: bool = True) -> Total:
    groups, sums = Groups(), [0.0] * 5
    for group, w, x, _ in evaluations:
        groups.add(group, w, x)
        parts = (w, w * w, w * x, w * w * x, w * w * x * x)
        sums = [a + b for a, b in zip(sums, parts, strict=True)]
    known = groups if grouped and outcome != ERROR else None
    return Total._make(("tone", "tone", {}, outcome, outcome != ERROR, len(evaluations), *sums, 0.0, 0.0, known))


def totals(evaluations: list[Evaluation]) -> list[Total]:
    return [total(outcome, *(each for each in evaluations if each[3] == outcome)) for outcome in (FAILED, PASSED)]


@given(evaluations=st.lists(EVALUATIONS, min_size=2, max_size=40), cut=st.integers(0, 40))
@settings(max_examples=200)
def test_it_does_not_matter_where_sums_are_cut(evaluations: list[Evaluation], cut: int) -> None:
    whole, parts = totals(evaluations), [*totals(evaluations[:cut]), *totals(evaluations[cut:])]
    for measure in (mean_of, pass_rate_of):
        one, other = measure(whole), measure(parts)
        assert one is not None
        assert other is not None
        assert other.value == pytest.approx(one.value, abs=1e-9)
        assert (one.interval is None) == (other.interval is None)
        if one.interval is not None and other.interval is not None:
            assert other.interval == pytest.approx(one.interval, rel=1e-6, abs=1e-6)


@given(evaluations=st.lists(EVALUATIONS, min_size=1, max_size=40))
def test_intervals_have_their_value_and_rates_are_shares(evaluations: list[Evaluation]) -> None:
    mean, rate = mean_of(totals(evaluations)), pass_rate_of(totals(evaluations))
    assert mean is not None
    assert rate is not None
    passed = sum(w for _, w, _, outcome in evaluations if outcome == PASSED)
    assert rate.value == pytest.approx(passed / sum(w for _, w, _, _ in evaluations))
    if rate.interval is not None:
        assert 0 <= rate.interval.low <= rate.value + 1e-9
        assert rate.value - 1e-9 <= rate.interval.high <= 1
    if mean.interval is not None:
        assert mean.interval.low <= mean.value <= mean.interval.high


def test_a_score_that_repeats_the_verdict_has_the_interval_of_the_rate() -> None:
    sums = [total(PASSED, *((g, 1.0, 1.0, PASSED) for g in range(30))), total(FAILED, (30, 1.0, 0.0, FAILED))]
    mean, rate = mean_of(sums), pass_rate_of(sums)
    assert mean is not None
    assert rate is not None
    assert mean.interval == rate.interval
    assert mean.interval is not None
    assert 0.7 < mean.interval.low < 30 / 31 < mean.interval.high < 1


@given(evaluations=st.lists(EVALUATIONS, min_size=1, max_size=40))
def test_both_measures_are_those_of_each(evaluations: list[Evaluation]) -> None:
    for sums in (
        totals(evaluations),
        [total(PASSED, (1, 1.0, 1.0, PASSED), (2, 3.0, 1.0, PASSED)), total(FAILED, (1, 2.0, 0.0, FAILED))],
        [total(PASSED, *((g, 1.0, g / 9, PASSED) for g in range(9))), total(ERROR, (1, 1.0, 0.0, ERROR))],
    ):
        for both, alone in zip(measures_of(sums), (mean_of(sums), pass_rate_of(sums)), strict=True):
            assert both is not None
            assert alone is not None
            assert both.value == pytest.approx(alone.value, abs=1e-8)
            assert both.interval == (alone.interval and pytest.approx(alone.interval, abs=1e-6))


def test_a_mean_is_not_taken_for_the_pass_rate_where_scores_are_hardly_off() -> None:
    mean, rate = measures_of([total(FAILED, *((g, 1.0, 1e-5, FAILED) for g in range(20)))])
    assert mean is not None
    assert rate is not None
    assert mean.value == pytest.approx(1e-5)
    assert rate.value == 0


def test_scores_without_a_verdict_have_a_mean_alone() -> None:
    sums = [total(NEITHER, *((g, 1.0, float(g), NEITHER) for g in range(20)))]
    mean = mean_of(sums)
    assert pass_rate_of(sums) is None
    assert mean is not None
    assert mean.interval is not None
    assert mean.value == pytest.approx(9.5)
    assert mean.interval.low == pytest.approx(9.5 - 2.093 * 5.9161 / 20**0.5, abs=1e-3)  # as Student's says


def test_errors_have_neither() -> None:
    assert mean_of([total(ERROR, (0, 1.0, 0.0, ERROR))]) is None
    assert pass_rate_of([total(ERROR, (0, 1.0, 0.0, ERROR))]) is None


def test_with_evaluations_in_no_group_nothing_is_known_of_how_far_it_is_off() -> None:
    known = [(g, 1.0, 0.5, PASSED) for g in range(20)]
    sums = [total(PASSED, *known), total(FAILED, (0, 1.0, 0.0, FAILED), grouped=False)]
    mean, rate = mean_of(sums), pass_rate_of(sums)
    assert mean is not None
    assert rate is not None
    assert (mean.interval, rate.interval, rate.n_effective) == (None, None, None)
    assert difference_of(rate, rate) is None


def test_the_same_sessions_on_both_sides_make_a_difference_certain() -> None:
    low = [total(NEITHER, *((g, 1.0, float(g), NEITHER) for g in range(20)))]
    high = [total(NEITHER, *((g, 1.0, g + 1.0, NEITHER) for g in range(20)))]
    a, b = mean_of(low), mean_of(high)
    assert a is not None
    assert b is not None
    found = difference_of(a, b)
    assert found is not None
    assert found == pytest.approx((1.0, 1.0, 1.0))
