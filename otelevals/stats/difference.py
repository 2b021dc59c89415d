"""The difference of two means or rates, of windows or slices, that may have sessions in common."""

from math import inf, isfinite, sqrt

from otelevals.stats.clusters import Clusters, Spread, spread
from otelevals.stats.estimate import Estimate
from otelevals.stats.interval import LEVEL, Interval
from otelevals.stats.quantiles import student


def of_means(first: Clusters, second: Clusters, level: float = LEVEL) -> Interval:
    """The second mean less the first. Clusters of the same place are the same sessions in both."""
    a, b = spread(first), spread(second)
    if not (isfinite(a.variance) and isfinite(b.variance)):
        return Interval(b.mean - a.mean, -inf, inf)
    variance = max(a.variance + b.variance - 2 * covariance(a, b), 0.0)
    half = student((1 + level) / 2, _welch(a, b)) * sqrt(variance)
    return Interval(b.mean - a.mean, b.mean - a.mean - half, b.mean - a.mean + half)


def of_rates(first: Estimate, second: Estimate, correlation: float = 0.0) -> Interval:
    """The second rate less the first, from their intervals (Newcombe 1998, method 10; Zou and Donner 2008)."""
    low = _reach(second.value - second.low, first.high - first.value, correlation)
    high = _reach(second.high - second.value, first.value - first.low, correlation)
    value = second.value - first.value
    return Interval(value, max(value - low, -1.0), min(value + high, 1.0))


def correlation(first: Clusters, second: Clusters) -> float:
    """Of two means, through the sessions that are in both."""
    a, b = spread(first), spread(second)
    scale = sqrt(a.variance * b.variance)
    return min(max(covariance(a, b) / scale, -1.0), 1.0) if 0 < scale < inf else 0.0


def covariance(a: Spread, b: Spread) -> float:
    if len(a.residuals) != len(b.residuals):
        raise ValueError("both need the same clusters")
    return sum(x * y for x, y in zip(a.residuals, b.residuals, strict=True))


def _reach(one: float, other: float, correlation: float) -> float:
    return sqrt(max(one * one + other * other - 2 * correlation * one * other, 0.0))


def _welch(a: Spread, b: Spread) -> float:
    """Satterthwaite's degrees of freedom of a sum of two variances."""
    whole = a.variance + b.variance
    if whole == 0:
        return a.df + b.df
    return whole * whole / (a.variance**2 / a.df + b.variance**2 / b.df)
