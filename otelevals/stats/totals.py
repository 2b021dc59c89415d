"""How many there are in all of what was sampled, evaluated or not (Horvitz and Thompson): failures a day, say."""

from collections.abc import Sequence
from math import sqrt

from otelevals.stats.interval import LEVEL, Interval
from otelevals.stats.quantiles import normal, student


def count(w: float, ww: float, level: float = LEVEL) -> Interval:
    """From the sums of weights and of their squares, where each was drawn by itself.

    It is the number of this time and traffic, not of times like it: with a probability of 1 it is exact.
    """
    return _around(w, max(ww - w, 0.0), normal((1 + level) / 2))


def count_of_groups(weights: Sequence[float], level: float = LEVEL) -> Interval:
    """From the sums of weights of independent groups, where whole sessions were drawn.

    It is the number of times like this one: with a probability of 1 it varies as well.
    """
    n, total = len(weights), sum(weights)
    squares = sum((weight - total / n) ** 2 for weight in weights)
    return _around(total, n / (n - 1) * squares, student((1 + level) / 2, n - 1))


def _around(value: float, variance: float, z: float) -> Interval:
    half = z * sqrt(variance)
    return Interval(value, max(value - half, 0.0), value + half)
