"""Error budgets burn as objectives say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.budget import BURNS, bound, budget_left, burn_rate, burns, time_left
from otelevals.stats.interval import Interval

MONTH = 30 * 86_400
TARGETS = st.floats(0.01, 0.9999)


def test_burn_rates_are_those_of_the_sre_workbook() -> None:
    """Chapter 5, table 5-8: 2% of a budget of 30 days in an hour, 5% in six, 10% in three days."""
    spent = [burn.rate * burn.seconds / (30 * 86_400) for burn in BURNS]
    assert spent == pytest.approx([0.02, 0.05, 0.1])
    assert [burn.seconds / burn.short_seconds for burn in BURNS] == [12, 12, 12]


def test_a_rate_with_its_interval() -> None:
    passed = Interval(0.90, 0.88, 0.92)
    assert burn_rate(passed, 0.95) == pytest.approx((2.0, 1.6, 2.4))
    assert budget_left(passed, 0.95, 0.25) == pytest.approx((0.5, 0.4, 0.6))


def test_the_bound_of_a_burn_rate() -> None:
    assert bound(0.999, 14.4) == pytest.approx(0.9856)
    with pytest.raises(ValueError, match=r"^with a target of 0\.9 nothing burns 14\.4 times too fast$"):
        bound(0.9, 14.4)


@pytest.mark.parametrize(
    ("target", "rates"),
    [
        (0.999, [14.4, 6, 1]),
        (0.95, [14.4, 6, 1]),
        (0.9, [7.75, 5.5, 1]),
        (0.8, [4, 3, 1]),
        (0.5, [1.75, 1.5, 1]),
    ],
)
def test_a_low_target_burns_too_fast_at_the_latest_below_a_share_of_it(target: float, rates: list[float]) -> None:
    """When all fails the budget burns 1000, 20, 10, 5 and 2 times as fast as it may."""
    assert [burn.rate for burn in burns(target)] == pytest.approx(rates)


@given(TARGETS)
def test_every_target_has_every_speed(target: float) -> None:
    """In order, each above what is allowed and below what burns when all fails."""
    fast, slow, least = (burn.rate for burn in burns(target))
    assert 1 / (1 - target) > fast > slow > least == 1
    assert bound(target, least) == pytest.approx(target)
    assert bound(target, fast) >= 0.249 * target
    assert bound(target, slow) >= 0.499 * target


@pytest.mark.parametrize(("burn", "days"), [(1, 30), (2, 15), (10, 3)])
def test_a_whole_budget_lasts_as_the_sre_workbook_says(burn: float, days: float) -> None:
    """Chapter 5, table 5-4."""
    assert time_left(1.0, burn, MONTH) == pytest.approx(days * 86_400)


def test_a_budget_that_burns_slower_than_it_may_lasts_and_one_that_is_used_up_does_not() -> None:
    assert time_left(0.2, 0.99, MONTH) is None
    assert time_left(-0.1, 0.0, MONTH) == 0


@given(st.floats(0.01, 1), st.floats(1, 1000))
def test_when_it_is_used_up_the_window_has_used_all_of_it(left: float, burn: float) -> None:
    """What is burnt until then, and what has not yet left the window."""
    found = time_left(left, burn, 1.0)
    assert found is not None
    assert 0 < found <= 1.000001
    assert burn * found + (1 - left) * (1 - found) == pytest.approx(1)


def test_what_is_no_target_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a target is between 0 and 1, not 1\.0$"):
        bound(1.0, 2.0)
