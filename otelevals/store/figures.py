"""From sums to means and pass rates, their intervals, and differences between them."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import NamedTuple

from otelevals.stats import difference, estimate
from otelevals.stats.clusters import Clusters, passes, scores
from otelevals.stats.estimate import Estimate, Sums
from otelevals.stats.groups import Groups, merged
from otelevals.stats.interval import Interval
from otelevals.store.totals import Total

_ZERO = 1e-9
"""What sums may be off by, relatively, after evaluations were taken back."""


class Known(NamedTuple):
    """How far a value may be off."""

    estimate: Estimate
    clusters: Clusters
    is_share: bool
    """Of evaluations that are each 1 or 0."""


class Measured(NamedTuple):
    value: float
    known: Known | None = None
    """None where nothing is known of that: of one session, of scores that are all the same, or of evaluations that are
    in no group."""

    @property
    def interval(self) -> Interval | None:
        return self.known.estimate.interval if self.known else None

    @property
    def n_effective(self) -> float | None:
        return self.known.estimate.n_effective if self.known else None


def mean_of(totals: Iterable[Total]) -> Measured | None:
    """Of the scores; None where there are none."""
    scored = [total for total in totals if total.scored and not total.failed_to_judge]
    sums = _sums(scored)
    if not sums.w:
        return None
    groups = _groups(scored)
    if groups is None:
        return Measured(sums.wx / sums.w)
    if all(_is_verdict(total) for total in scored):
        return _measured(estimate.rate(scores(groups), sums), scores(groups), sums, is_share=True)
    return _measured(estimate.mean(scores(groups), sums), scores(groups), sums, is_share=False)


def pass_rate_of(totals: Iterable[Total]) -> Measured | None:
    """Of those that passed or failed; None where there are none."""
    decided = [total for total in totals if total.passed is not None]
    passed = [total for total in decided if total.passed]
    w, ww = (sum(total.w for total in decided), sum(total.ww for total in decided))
    if not w:
        return None
    w_passed, ww_passed = sum(total.w for total in passed), sum(total.ww for total in passed)
    sums = Sums(w, ww, w_passed, ww_passed, ww_passed)
    both = _groups(passed), _groups([total for total in decided if not total.passed])
    if both[0] is None or both[1] is None:
        return Measured(w_passed / w)
    clusters = passes(both[0], both[1])
    return _measured(estimate.rate(clusters, sums), clusters, sums, is_share=True)


def measures_of(totals: Sequence[Total]) -> tuple[Measured | None, Measured | None]:
    """The mean and the pass rate. Of verdicts that all have a score they are the same, and take half the time."""
    rate = pass_rate_of(totals)
    if all(total.scored and _is_verdict(total) for total in totals if not total.failed_to_judge):
        return rate, rate
    return mean_of(totals), rate


def difference_of(first: Measured, second: Measured) -> Interval | None:
    """The second less the first; None where nothing is known of how far one of them is off."""
    a, b = first.known, second.known
    if a is None or b is None:
        return None
    if a.is_share and b.is_share:
        return difference.of_rates(a.estimate, b.estimate, difference.correlation(a.clusters, b.clusters))
    return difference.of_means(a.clusters, b.clusters)


def _measured(found: Estimate, clusters: Clusters, sums: Sums, *, is_share: bool) -> Measured:
    value = sums.wx / sums.w
    varies = is_share or found.variance > (_ZERO * value) ** 2
    return Measured(value, Known(found, clusters, is_share) if isfinite(found.variance) and varies else None)


def _sums(totals: Sequence[Total]) -> Sums:
    return Sums(
        sum(total.w for total in totals),
        sum(total.ww for total in totals),
        sum(total.wx for total in totals),
        sum(total.wwx for total in totals),
        sum(total.wwxx for total in totals),
    )


def _groups(totals: Iterable[Total]) -> Groups | None:
    found = [total.groups for total in totals]
    known = [groups for groups in found if groups is not None]
    return merged(known) if len(known) == len(found) else None


def _is_verdict(total: Total) -> bool:
    """Whether its scores say what the outcome says: 1 where they passed, 0 where they failed."""
    if total.passed is None:
        return False
    off = total.w - total.wx if total.passed else total.wx
    squares = total.wwxx - 2 * total.wwx + total.ww if total.passed else total.wwxx
    return abs(off) <= _ZERO * total.w and abs(squares) <= _ZERO * total.ww
