"""From sums to the rows of a report."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from otelevals.api.decisions import missing
from otelevals.cli.times import shown
from otelevals.store.figures import Measured, measures_of
from otelevals.store.totals import Total, Totals

Slice = tuple[str, str]
"""The name of evaluations (one of its own for each verdict of a scorer that gives several), and `name=value` of each
dimension with commas between; empty for all."""
_AMBIGUOUS = re.compile('[,"]')


class Row(NamedTuple):
    """One scorer in one slice. None stands for what is not known."""

    scorer: str
    slice: str
    since: str
    until: str
    n: int
    n_effective: float | None
    """Of the pass rate; where there is none, of the mean."""
    coverage: float | None
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    pass_rate: float | None
    pass_low: float | None
    pass_high: float | None
    cost: float
    clustered_by: str

    def named(self) -> dict[str, str | float | None]:
        """With the names that programs read."""
        return dict(zip(COLUMNS, self, strict=True))


COLUMNS = tuple({"since": "from", "until": "to"}.get(name, name) for name in Row._fields)


def rows_of(
    totals: Totals, by: Sequence[str] = (), scorers: Collection[str] = (), clustered_by: str = "session"
) -> list[Row]:
    """A row for all evaluations of each name, followed by one for each of its slices; `scorers` leaves out others."""
    lost = {scorer: missing(counts) for scorer, counts in totals.decisions.items()}
    slices, owners = slices_of(totals.sums, by), {total.name: total.scorer for total in totals.sums}
    present = set(owners.values())
    for scorer, n in lost.items():
        if n and scorer not in present:  # otherwise it is there under the names of its evaluations
            owners[scorer] = scorer
            slices.setdefault((scorer, ""), [])
    return [
        _row(of, totals, slices[of], lost.get(owners[of[0]]), clustered_by)
        for of in sorted(slices)
        if not scorers or of[0] in scorers or owners[of[0]] in scorers
    ]


def slices_of(sums: Sequence[Total], by: Sequence[str]) -> dict[Slice, list[Total]]:
    """All evaluations of each name, and each of their slices."""
    found: dict[Slice, list[Total]] = defaultdict(list)
    for total in sums:
        found[total.name, ""].append(total)
        if by:
            found[total.name, slice_of(total, by)].append(total)
    return found


def slice_of(total: Total, by: Sequence[str]) -> str:
    return ",".join([labelled(dimension, total.dimensions.get(dimension, "")) for dimension in by])


def labelled(dimension: str, value: str) -> str:
    """Quoted where it could be taken for something else."""
    if _AMBIGUOUS.search(value):
        value = '"' + value.replace('"', '""') + '"'
    return f"{dimension}={value}"


def unknown_dimensions(sums: Sequence[Total], by: Sequence[str]) -> Iterator[str]:
    """Dimensions that no evaluation has."""
    known = {dimension for total in sums for dimension in total.dimensions}
    return (dimension for dimension in by if dimension not in known)


def given(sums: Sequence[Total]) -> int:
    """How many evaluations have a verdict."""
    return sum(total.n for total in sums if not total.failed_to_judge)


def ends_of(measured: Measured | None) -> tuple[float | None, float | None]:
    """Of its interval."""
    interval = measured.interval if measured else None
    return (interval.low, interval.high) if interval else (None, None)


def _row(of: Slice, totals: Totals, sums: Sequence[Total], lost: int | None, clustered_by: str) -> Row:
    """`lost` is how many evaluations of the scorer are missing, None when that is not known."""
    n, (mean, rate) = given(sums), measures_of(sums)
    counted = rate or mean
    return Row(
        *of,
        shown(totals.since),
        shown(totals.until),
        n,
        counted.n_effective if counted else None,
        None if lost is None or (lost and of[1]) or not n + lost else n / (n + lost),
        mean.value if mean else None,
        *ends_of(mean),
        rate.value if rate else None,
        *ends_of(rate),
        sum(total.cost for total in sums),
        clustered_by,
    )
