"""Means and pass rates of what was sampled, weighted by inverse probability, with intervals clustered by session."""

from math import fsum, inf, isfinite, sqrt
from typing import NamedTuple

from otelevals.stats.clusters import Clusters, Spread, spread
from otelevals.stats.interval import LEVEL, Interval
from otelevals.stats.quantiles import student


class Estimate(NamedTuple):
    value: float
    low: float
    high: float
    variance: float
    df: float
    n_effective: float
    """Independent, equally weighted evaluations that would say as much."""

    @property
    def interval(self) -> Interval:
        return Interval(self.value, self.low, self.high)


class Sums(NamedTuple):
    """Over evaluations: of weights, of their squares, and of both times scores, and squares times squared scores."""

    w: float
    ww: float
    wx: float
    wwx: float
    wwxx: float

    @property
    def kish(self) -> float:
        """How many equally weighted evaluations say as much as these."""
        return self.w * self.w / self.ww

    def independent_variance(self, mean: float) -> float:
        """Of the mean, were all evaluations independent."""
        return max(self.wwxx - 2 * mean * self.wwx + mean * mean * self.ww, 0.0) / (self.w * self.w)


def mean(clusters: Clusters, sums: Sums, within: tuple[float, float] | None = None, level: float = LEVEL) -> Estimate:
    """The mean of any scores; say `within` where it is known between which values they all are.

    With fewer than two sessions nothing is known of how far it is off, and the interval has no ends but those.
    """
    found = spread(clusters)
    single, n = sums.independent_variance(found.mean), sums.kish
    if found.variance > 0:
        n = min(n, n * single / found.variance)
    if within is None:
        half = student((1 + level) / 2, found.df) * sqrt(found.variance) if isfinite(found.variance) else inf
        low, high = found.mean - half, found.mean + half
    else:
        low, high = _within(found, max(found.variance, single), sums.kish, within, level)
    return Estimate(found.mean, low, high, found.variance, found.df, n)


def _within(
    found: Spread, variance: float, kish: float, ends: tuple[float, float], level: float
) -> tuple[float, float]:
    """Wilson's interval of as many passes and failures as say as much: it knows that it is skewed near the ends."""
    if not isfinite(variance):
        return ends
    range_ = ends[1] - ends[0]
    share = min(max((found.mean - ends[0]) / range_, 0.0), 1.0)
    n = share * (1 - share) / (variance / range_**2) if variance > 0 and 0 < share < 1 else kish
    low, high = wilson(share, n, student((1 + level) / 2, _degrees(found)))
    return ends[0] + low * range_, ends[0] + high * range_


def rate(clusters: Clusters, sums: Sums, level: float = LEVEL) -> Estimate:
    """A pass rate: Wilson's interval for the effective number of evaluations, which also holds near 0 and 1.

    That number follows from the variance of sessions, which is not taken to be below that of independent evaluations.
    Where all passed it is what the weights leave of them (Kish).
    """
    found = spread(clusters)
    value = min(max(found.mean, 0.0), 1.0)
    if not isfinite(found.variance):
        return Estimate(value, 0.0, 1.0, found.variance, found.df, min(sums.kish, 1.0))
    single, variance = value * (1 - value), max(found.variance, sums.independent_variance(value))
    n = single / variance if single > 0 and variance > 0 else sums.kish
    df = _degrees(found)
    z = student((1 + level) / 2, df)
    numbers = _numbers(value, n, sums)
    more, fewer = (_score(value, single / n, number, z) for number in numbers)
    low, high = (more[0], fewer[1]) if value > 0.5 else (fewer[0], more[1])
    effective = n if min(numbers) == n else min(n, _as_wide(value, high - low, z))
    return Estimate(value, low, high, found.variance, df, effective)


def _numbers(value: float, n: float, sums: Sums) -> tuple[float, float]:
    """How many evaluations say how the variance changes, should there be more of the rarer outcome, or fewer.

    If there are more than it seems, what was missed weighs as the usual outcome does, whatever the weight of what was
    seen. If there are fewer, too many heavy ones were drawn.
    """
    passed, failed = (sums.wx, sums.wwx), (sums.w - sums.wx, sums.ww - sums.wwx)
    (rare_w, rare_ww), (usual_w, usual_ww) = (failed, passed) if value > 0.5 else (passed, failed)
    if min(rare_w, rare_ww, usual_w, usual_ww) <= 0:
        return min(n, sums.kish), min(n, sums.kish)
    rare, usual = rare_ww / rare_w, usual_ww / usual_w
    more = min(n, sums.w / usual)
    if rare >= usual:
        return more, n
    heavy = max(usual + 1 - usual / rare, rare)  # their Σw³ / Σw², if some were certain and others weigh as usual
    return more, min(n, sums.w / heavy)


def _as_wide(share: float, width: float, z: float) -> float:
    """For how many evaluations Wilson's interval has this width."""
    square = width * width
    if not 0 < square < 1:
        return inf
    half = 2 * share * (1 - share) - square
    k = (sqrt(half * half + square * (1 - square)) - half) / (1 - square)
    return z * z / k


def _degrees(found: Spread) -> float:
    """Fewer where few clusters have the failures: their variance is known as well as that of so many normal ones."""
    fourth = fsum(residual**4 for residual in found.residuals)
    return min(found.df, max(3 * found.variance**2 / fourth, 1.0)) if fourth > 0 else found.df


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's interval of a share of n, z standard errors to either side."""
    return _score(share, share * (1 - share) / n, n, z)


def _score(share: float, variance: float, n: float, z: float) -> tuple[float, float]:
    """From where the share is z standard errors off, with a variance that is known at the share itself and changes from
    there as that of a share of n does."""
    k = z * z / n
    shift = k * (1 - 2 * share) / 2
    half = sqrt(shift * shift + (1 + k) * z * z * variance)
    low, high = share + (shift - half) / (1 + k), share + (shift + half) / (1 + k)
    return min(max(low, 0.0), share), max(min(high, 1.0), share)
