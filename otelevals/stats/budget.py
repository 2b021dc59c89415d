"""Error budgets of objectives: how fast they burn, what is left, and the bounds below which a mean burns them so."""

from typing import NamedTuple

from otelevals.stats.interval import Interval


class Burn(NamedTuple):
    """An alert of the kind that Google's SRE workbook recommends (chapter 5): both windows burn so fast."""

    rate: float
    seconds: float
    short_seconds: float
    page: bool


BURNS = (
    Burn(14.4, 3600.0, 300.0, True),
    Burn(6.0, 6 * 3600.0, 1800.0, True),
    Burn(1.0, 72 * 3600.0, 6 * 3600.0, False),
)


def burn_rate(passed: Interval, target: float) -> Interval:
    """How many times as fast as it may the budget is used up; 1 uses it up by the end of the window."""
    _check(target)
    allowed = 1 - target
    return Interval((1 - passed.value) / allowed, (1 - passed.high) / allowed, (1 - passed.low) / allowed)


def budget_left(passed: Interval, target: float, gone: float = 1.0) -> Interval:
    """The share of a window's budget that is left, when this share of the window's traffic has come."""
    burnt = burn_rate(passed, target)
    return Interval(1 - burnt.value * gone, 1 - burnt.high * gone, 1 - burnt.low * gone)


def bound(target: float, burn: float) -> float | None:
    """The mean below which a budget burns faster than this, for `Drop`; None where even failing always does not."""
    _check(target)
    value = 1 - burn * (1 - target)
    return value if value > 0 else None


def _check(target: float) -> None:
    if not 0 < target < 1:
        raise ValueError(f"a target is between 0 and 1, not {target}")
