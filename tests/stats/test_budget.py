"""Error budgets burn as objectives say."""

import pytest

from otelevals.stats.budget import BURNS, bound, budget_left, burn_rate
from otelevals.stats.interval import Interval


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
    assert bound(0.9, 14.4) is None


def test_what_is_no_target_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a target is between 0 and 1, not 1\.0$"):
        bound(1.0, 2.0)
