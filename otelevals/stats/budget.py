"""Error budgets of objectives: how fast they burn, what is left, and the bounds below which a mean burns them so.

A budget of 1 - target burns at most 1 / (1 - target) times as fast as it may, when all fails. So a low target has no
burn of 14.4: a page comes at the latest when the pass rate is below a share of the target.
"""

from typing import NamedTuple

from otelevals.stats.interval import Interval


class Burn(NamedTuple):
    """An alert of the kind that Google's SRE workbook recommends (chapter 5): both windows burn so fast."""

    rate: float
    seconds: float
    short_seconds: float
    page: bool
    share: float
    """Of the target: a pass rate below that share of it burns too fast for every target."""


BURNS = (
    Burn(14.4, 3600.0, 300.0, True, 0.25),
    Burn(6.0, 6 * 3600.0, 1800.0, True, 0.5),
    Burn(1.0, 72 * 3600.0, 6 * 3600.0, False, 1.0),
)


def _named(seconds: float) -> str:
    return f"{seconds / 60:g}m" if seconds < 3600 else f"{seconds / 3600:g}h"


WINDOWS = {_named(s): s for s in sorted({s for each in BURNS for s in (each.seconds, each.short_seconds)})}
"""Those in which burns are looked for: seconds by names such as 5m and 72h."""


def burns(target: float) -> tuple[Burn, ...]:
    """Those of an objective. The rate is the lower one of the workbook's and that of the share of the target: between
    1 and the highest there can be, whatever the target, and the faster the shorter the windows."""
    _check(target)
    allowed = 1 - target
    return tuple(each._replace(rate=min(each.rate, (1 - each.share * target) / allowed)) for each in BURNS)


def burn_rate(passed: Interval, target: float) -> Interval:
    """How many times as fast as it may the budget is used up; 1 uses it up by the end of the window."""
    _check(target)
    allowed = 1 - target
    return Interval((1 - passed.value) / allowed, (1 - passed.high) / allowed, (1 - passed.low) / allowed)


def budget_left(passed: Interval, target: float, gone: float = 1.0) -> Interval:
    """The share of a window's budget that is left, when this share of the window's traffic has come."""
    burnt = burn_rate(passed, target)
    return Interval(1 - burnt.value * gone, 1 - burnt.high * gone, 1 - burnt.low * gone)


def time_left(left: float, burn: float, window: float) -> float | None:
    """After how many seconds the budget of a window that moves on is used up, if it goes on burning like this; None for
    never. What was used until now leaves the window evenly, as if it had been used evenly."""
    if left <= 0:
        return 0.0
    return window * left / (burn - 1 + left) if burn >= 1 else None


def bound(target: float, burn: float) -> float:
    """The mean below which a budget burns faster than this, for `Drop`."""
    _check(target)
    value = 1 - burn * (1 - target)
    if not 0 < value < 1:
        raise ValueError(f"with a target of {target} nothing burns {burn:g} times too fast")
    return value


def _check(target: float) -> None:
    if not 0 < target < 1:
        raise ValueError(f"a target is between 0 and 1, not {target}")
