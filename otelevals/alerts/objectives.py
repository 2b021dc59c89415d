"""How fast error budgets burn in a slice, and how much is left of them, by the sums that rules keep."""

from otelevals.alerts.feed import Part
from otelevals.alerts.hours import HOUR
from otelevals.alerts.rules import Objective, Rule
from otelevals.stats.budget import WINDOWS, Burn, budget_left, burn_rate
from otelevals.stats.interval import Interval

_SHORT = 6 * HOUR
"""For windows up to this long sums of five minutes are kept."""


def burn_rates(objective: Objective, part: Part, now: float) -> dict[str, float]:
    """By window, such as 5m or 72h: how many times too fast. Those in which nothing came are left out."""
    rates = {name: _rate(objective, part, seconds, now) for name, seconds in WINDOWS.items()}
    return {window: rate for window, rate in rates.items() if rate is not None}


def left(objective: Objective, part: Part, now: float) -> float | None:
    """The share of the window's budget; None where nothing came."""
    passed = part.hours.mean(now - objective.window, now + HOUR)
    return None if passed is None else budget_left(Interval(passed, passed, passed), objective.target).value


def over_budget(rule: Rule, burn: Burn, part: Part, now: float) -> bool:
    """Whether the budget burns as fast as that in both windows."""
    objective, windows = rule.objective, (burn.seconds, burn.short_seconds)
    return objective is not None and all(
        (_rate(objective, part, seconds, now) or 0.0) >= burn.rate for seconds in windows
    )


def _rate(objective: Objective, part: Part, seconds: float, now: float) -> float | None:
    if seconds > _SHORT:
        passed = part.hours.mean(now - seconds, now + HOUR)
    else:
        recent = [each for each in part.recent if each[0] > now - seconds - 300]
        weight = sum(each[1] for each in recent)
        passed = sum(each[2] for each in recent) / weight if weight > 0 else None
    return None if passed is None else burn_rate(Interval(passed, passed, passed), objective.target).value
