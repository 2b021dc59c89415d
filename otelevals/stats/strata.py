"""Estimates from strata whose sizes are known: each one's mean counts as much as it has of the whole traffic.

They are of traffic with strata of these sizes: that sizes vary as well is in no interval.
"""

from collections.abc import Sequence
from math import inf, isfinite, sqrt
from typing import NamedTuple

from otelevals.stats.clusters import Clusters, spread
from otelevals.stats.interval import LEVEL, Interval
from otelevals.stats.quantiles import student


class Stratum(NamedTuple):
    size: float
    """How many targets there are, evaluated or not."""
    clusters: Clusters
    """Those of the same place in all strata are the same sessions."""


def stratified_mean(strata: Sequence[Stratum], level: float = LEVEL) -> Interval:
    """The mean over all strata. The weights of a stratum need not add up to its size."""
    whole = sum(stratum.size for stratum in strata)
    if not whole > 0:
        raise ValueError("there is nothing to take the mean of")
    parts = [(stratum.size / whole, spread(stratum.clusters)) for stratum in strata if stratum.size > 0]
    value = sum(share * part.mean for share, part in parts)
    if not all(isfinite(part.variance) for _, part in parts):
        return Interval(value, -inf, inf)
    lengths = {len(part.residuals) for _, part in parts}
    if len(lengths) > 1:
        raise ValueError("all strata need the same clusters")
    (length,) = lengths
    residuals = [sum(share * part.residuals[i] for share, part in parts) for i in range(length)]
    variances = [(share * share * part.variance, part.df) for share, part in parts]
    squares = sum(variance * variance / df for variance, df in variances)
    df = sum(variance for variance, _ in variances) ** 2 / squares if squares > 0 else 1.0
    half = student((1 + level) / 2, df) * sqrt(sum(residual * residual for residual in residuals))
    return Interval(value, value - half, value + half)


def allocation(sizes: Sequence[float], deviations: Sequence[float], judged: float) -> list[float]:
    """The probability for each stratum with which so many judged in all say the most of the mean (Neyman 1934)."""
    rates = [0.0] * len(sizes)
    left, open_ = judged, {i for i, size in enumerate(sizes) if size > 0}
    while open_ and left > 0:
        needed = sum(sizes[i] * deviations[i] for i in open_)
        if needed <= 0:
            break
        full = {i for i in open_ if left * deviations[i] >= needed}
        for i in full or open_:
            rates[i] = 1.0 if full else left * deviations[i] / needed
        left -= sum(sizes[i] for i in full)
        open_ = open_ - full if full else set()
    return rates
