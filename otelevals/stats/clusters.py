"""How much a weighted mean varies, from the sums of clusters that are independent of each other.

A cluster is a session, or a random group of them. The variance is that of the linearised ratio, corrected for the
number and the unequal weights of clusters (Bell and McCaffrey 2002, for a mean); so are the degrees of freedom.
"""

from collections.abc import Sequence
from math import fsum, inf, isfinite
from typing import NamedTuple

from otelevals.stats.groups import Groups

Clusters = Sequence[tuple[float, float]]
"""The sum of weights of each cluster, and that of its weights times scores."""


class Spread(NamedTuple):
    mean: float
    variance: float
    """Of the mean; infinite with one cluster."""
    df: float
    residuals: tuple[float, ...]
    """What each cluster adds to the mean's deviation, corrected: squares sum to the variance."""


def scores(groups: Groups) -> Clusters:
    """For the mean of scores."""
    return list(zip(groups.weights, groups.scores, strict=True))


def passes(passed: Groups, failed: Groups) -> Clusters:
    """For the share that passed of those that passed or failed."""
    return [(p + f, p) for p, f in zip(passed.weights, failed.weights, strict=True)]


def spread(clusters: Clusters) -> Spread:
    total = fsum(weight for weight, _ in clusters)
    if not (total > 0 and isfinite(total)):
        raise ValueError("there is nothing to take the mean of")
    mean = fsum(score for _, score in clusters) / total
    shares = [weight / total for weight, _ in clusters]
    if sum(share > 0 for share in shares) < 2:
        return Spread(mean, inf, 1.0, (0.0,) * len(clusters))
    factors = [(1 - share) ** -0.5 if share < 1 else 0.0 for share in shares]
    residuals = tuple(
        (score - mean * weight) * factor / total for (weight, score), factor in zip(clusters, factors, strict=True)
    )
    return Spread(mean, fsum(residual * residual for residual in residuals), _degrees(shares), residuals)


def _degrees(shares: Sequence[float]) -> float:
    """Satterthwaite's degrees of freedom of the variance, were that of a cluster proportional to its weight.

    The variance is a quadratic form uᵀMu of what clusters deviate, with M = diag(a) − b1ᵀ − 1bᵀ + c11ᵀ. Its first two
    moments are traces, which are written out here so that they take one pass and not a matrix.
    """
    a = [1 / (1 - share) if share < 1 else 0.0 for share in shares]
    b = [x * share for x, share in zip(a, shares, strict=True)]
    c = fsum(x * share for x, share in zip(b, shares, strict=True))
    bv = fsum(x * share for x, share in zip(b, shares, strict=True))
    bbv = fsum(x * x * share for x, share in zip(b, shares, strict=True))
    first = fsum((x - 2 * y + c) * share for x, y, share in zip(a, b, shares, strict=True))
    second = c * c + 2 * bbv - 4 * c * bv + 2 * bv * bv
    second += fsum(
        ((x - 2 * y + c) ** 2 - (c - 2 * y) ** 2) * share * share for x, y, share in zip(a, b, shares, strict=True)
    )
    return max(first * first / second, 1.0) if second > 0 else 1.0
