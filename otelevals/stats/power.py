"""How much has to be evaluated, and how long a drop may go on before it is seen."""

from math import ceil, log
from typing import NamedTuple

from otelevals.stats.interval import LEVEL
from otelevals.stats.quantiles import normal


def design_effect(turns: float, correlation: float, cv: float = 0.0) -> float:
    """How many times more evaluations sessions need than independent ones would: with so many evaluated turns on
    average, the coefficient of variation of that, and the correlation of turns within a session (Kish 1965)."""
    return 1 + max(turns * (1 + cv * cv) - 1, 0.0) * correlation


def sample_size(half_width: float, rate: float = 0.5, deff: float = 1.0, level: float = LEVEL) -> int:
    """Evaluations for an interval of a pass rate that reaches this far to either side."""
    z = normal((1 + level) / 2)
    return ceil(rate * (1 - rate) * (z / half_width) ** 2 * deff)


def sample_size_to_compare(
    first: float, second: float, deff: float = 1.0, power: float = 0.8, level: float = LEVEL
) -> int:
    """Evaluations of each of two slices, to see that their rates differ with this power."""
    z = normal((1 + level) / 2) + normal(power)
    return ceil((first * (1 - first) + second * (1 - second)) * (z / (first - second)) ** 2 * deff)


class Delay(NamedTuple):
    evaluations: float
    seconds: float


def detection_delay(
    before: float, after: float, per_second: float, false_page_every: float, slices: int = 1, deff: float = 1.0
) -> Delay:
    """How long a drop of a pass rate is expected to go on before it pages, to first order.

    An alert has to gather the logarithm of what it may watch without a false page; each evaluation adds what it tells
    of the drop (the divergence of the two rates), shared with the rest of its session. Since long sessions count no
    more than others, the design effect is that of sessions of one length (`cv` 0).
    """
    if not 0 < after < before < 1:
        raise ValueError("a drop is from a rate below 1 to a lower one above 0")
    divergence = after * log(after / before) + (1 - after) * log((1 - after) / (1 - before))
    told = divergence / deff
    watched = per_second * false_page_every * slices
    needed = max(log(max(watched * told, 1.0)) + 1, 1.0) / told
    return Delay(needed, needed / per_second)
