"""How fast a budget burns, and how much is left of it, is that of the weighted share that failed."""

import pytest

from otelevals.alerts.feed import Part, Source
from otelevals.alerts.objectives import burn_rates, left, over_budget
from otelevals.alerts.rules import Objective, Rule
from otelevals.stats.budget import burns
from tests.alerts.samples import DAY, HOUR, START

FINE = Objective("fine", 0.9, 28 * DAY)
RULE = Rule("burn", "slo_burn", Source("tone"), (), objective=FINE)
NOW = START + 30 * DAY


def summed(*came: tuple[float, float, float]) -> Part:
    """Of evaluations so many seconds ago, with a weight and a score each."""
    part = Part(29)
    for ago, weight, value in came:
        part.hours.add(NOW - ago, 1, weight, value)
        part.add_recent(NOW - ago, weight, value)
    return part


def test_rates_are_of_what_came_in_each_window() -> None:
    part = summed((DAY, 6.0, 1.0), (5 * HOUR, 2.0, 1.0), (60.0, 1.0, 1.0), (60.0, 1.0, 0.0))
    rates = {"5m": 5, "30m": 5, "1h": 5, "6h": 2.5, "72h": 1}
    assert burn_rates(FINE, part, NOW) == pytest.approx(rates)
    assert left(FINE, part, NOW) == pytest.approx(0)


def test_windows_in_which_nothing_came_have_no_rate() -> None:
    part = summed((20 * DAY, 1.0, 1.0), (2 * DAY, 1.0, 0.0))
    assert burn_rates(FINE, part, NOW) == pytest.approx({"72h": 10})
    assert left(FINE, part, NOW) == pytest.approx(-4)
    assert left(FINE, summed(), NOW) is None


def test_a_budget_burns_so_fast_when_it_does_in_both_windows() -> None:
    fast, slow, _ = burns(FINE.target)
    long_over = summed((2 * HOUR, 1.0, 0.0), (60.0, 1.0, 1.0))
    assert not over_budget(RULE, slow, long_over, NOW)
    still_on = summed((2 * HOUR, 1.0, 1.0), (60.0, 9.0, 0.0))
    assert over_budget(RULE, slow, still_on, NOW)
    assert over_budget(RULE, fast, still_on, NOW)
