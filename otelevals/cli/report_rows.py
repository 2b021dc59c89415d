"""From sums to the rows of a report."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

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
    slices = slices_of(totals.sums, by)
    owners = {total.name: total.scorer for total in totals.sums}
    names = _names(owners, slices)
    missing = Counter[Slice]()
    """By scorers: what is missing has their name, whatever those of their evaluations are."""
    for (name, part), sums in tuple(slices.items()):
        missing[owners[name], part] += sum(total.n for total in sums if total.failed_to_judge)
        for each in names[owners[name]]:
            slices.setdefault((each, part), [])
    return [
        _row((name, part), totals, slices[name, part], missing[owners[name], part], clustered_by)
        for name, part in sorted(slices)
        if name in names[owners[name]] and (not scorers or name in scorers or owners[name] in scorers)
    ]


def _names(owners: Mapping[str, str], slices: Mapping[Slice, Sequence[Total]]) -> dict[str, list[str]]:
    """Those of the evaluations of each scorer; errors alone have one only where there is nothing else."""
    found = defaultdict[str, list[str]](list)
    for name, owner in owners.items():
        found[owner].append(name)
    return {owner: [name for name in all_ if given(slices[name, ""])] or all_ for owner, all_ in found.items()}


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


def _row(of: Slice, totals: Totals, sums: Sequence[Total], missing: int, clustered_by: str) -> Row:
    """`missing` is how many evaluations of the scorer are not there that should be."""
    n, (mean, rate) = given(sums), measures_of(sums)
    counted = rate or mean
    return Row(
        *of,
        shown(totals.since),
        shown(totals.until),
        n,
        counted.n_effective if counted else None,
        n / (n + missing) if n + missing else None,
        mean.value if mean else None,
        *ends_of(mean),
        rate.value if rate else None,
        *ends_of(rate),
        sum(total.cost for total in sums),
        clustered_by,
    )
