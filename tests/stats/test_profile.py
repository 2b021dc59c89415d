"""What is expected in an hour of the week, from the week before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.estimate import Sums
from otelevals.stats.profile import Hour, error_of, profile

WEEK = 7 * 24


def hours(rate: np.ndarray, turns: int, dice: np.random.Generator) -> list[Hour]:
    passed = dice.binomial(turns, rate)
    return [Hour(number, float(turns), float(x)) for number, x in enumerate(passed)]


def test_hours_that_do_not_differ_are_expected_to_be_as_all_are() -> None:
    found = profile(hours(np.full(WEEK, 0.9), 50, np.random.default_rng(1)), 0.003)
    assert found is not None
    assert found.level == pytest.approx(0.9, abs=0.01)
    assert all(found.at(hour)[0] == pytest.approx(found.level, abs=0.01) for hour in range(WEEK))
    assert 0.003 <= found.at(3)[1] < 0.008


def test_a_daily_rhythm_and_weekends_are_expected_again() -> None:
    number = np.arange(WEEK)
    rate = 0.85 + 0.05 * np.sin(2 * np.pi * number / 24) - 0.04 * (number // 24 >= 5)
    found = profile(hours(rate, 5000, np.random.default_rng(1)), 0.0003)
    assert found is not None
    assert max(abs(found.at(hour + 5 * WEEK)[0] - rate[hour]) for hour in range(WEEK)) < 0.015


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 100), st.floats(0, 1)), max_size=60), st.floats(1e-6, 0.2)
)
def test_an_hour_is_never_surer_than_the_level(rows: list[tuple[int, float, float]], error: float) -> None:
    found = profile([Hour(number, weight, weight * mean) for number, weight, mean in rows], error)
    if found is None:
        assert not any(weight for _, weight, _ in rows)
    else:
        assert all(found.at(hour)[1] >= error * (1 - 1e-9) for hour in range(WEEK))


def test_the_error_of_sessions_that_all_passed_is_that_of_one_more_that_fails() -> None:
    assert error_of(Sums(50.0, 50.0, 50.0, 50.0, 50.0)) == pytest.approx(1 / 50)
    assert error_of(Sums(5000.0, 5000.0, 4500.0, 4500.0, 4500.0)) == pytest.approx((0.09 / 5000) ** 0.5, rel=0.002)


def test_of_nothing_there_is_none() -> None:
    assert profile([Hour(3, 0.0, 0.0)], 0.0) is None
