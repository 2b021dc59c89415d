"""From two sets of sums to rows that compare them: two windows of time, or two slices."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from otelevals.cli.report_rows import given, labelled, slices_of
from otelevals.cli.times import shown
from otelevals.store.figures import Measured, difference_of, mean_of, pass_rate_of
from otelevals.store.totals import Total, Totals


class Side(NamedTuple):
    """One of the two that are compared."""

    totals: Totals
    label: str = ""
    """The slice that it is; empty for all there is in its window."""


class Comparison(NamedTuple):
    """One scorer here and there. Differences are those from `against`; None stands for what is not known."""

    scorer: str
    slice: str
    since: str
    until: str
    against_slice: str
    against_since: str
    against_until: str
    n: int
    against_n: int
    mean: float | None
    against_mean: float | None
    mean_difference: float | None
    mean_difference_low: float | None
    mean_difference_high: float | None
    mean_differs: bool | None
    """Whether the interval of the difference is on one side of 0."""
    pass_rate: float | None
    against_pass_rate: float | None
    pass_difference: float | None
    pass_difference_low: float | None
    pass_difference_high: float | None
    pass_differs: bool | None

    def named(self) -> dict[str, str | float | None]:
        """With the names that programs read."""
        return dict(zip(COLUMNS, self, strict=True))


_NAMES = {"since": "from", "until": "to", "against_since": "against_from", "against_until": "against_to"}
COLUMNS = tuple(_NAMES.get(name, name) for name in Comparison._fields)


def slices_in(totals: Totals, dimension: str, values: tuple[str, str]) -> tuple[Side, Side]:
    """The second of two slices, and the first that it is compared with."""
    first, second = (
        Side(
            totals._replace(sums=[total for total in totals.sums if total.dimensions.get(dimension, "") == value]),
            labelled(dimension, value),
        )
        for value in values
    )
    return second, first


def comparisons(side: Side, against: Side, by: Sequence[str] = (), scorers: Collection[str] = ()) -> list[Comparison]:
    """For all evaluations of each name and for each of its slices, those included that only one side has."""
    here, there = slices_of(side.totals.sums, by), slices_of(against.totals.sums, by)
    owners = {total.name: total.scorer for each in (side, against) for total in each.totals.sums}
    return [
        _compare(name, part, side, against, here.get((name, part), []), there.get((name, part), []))
        for name, part in sorted({*here, *there})
        if not scorers or name in scorers or owners[name] in scorers
    ]


def _compare(
    name: str, part: str, side: Side, against: Side, here: Sequence[Total], there: Sequence[Total]
) -> Comparison:
    return Comparison(
        name,
        _joined(side.label, part),
        shown(side.totals.since),
        shown(side.totals.until),
        _joined(against.label, part),
        shown(against.totals.since),
        shown(against.totals.until),
        given(here),
        given(there),
        *_measures(mean_of(here), mean_of(there)),
        *_measures(pass_rate_of(here), pass_rate_of(there)),
    )


def _measures(
    here: Measured | None, there: Measured | None
) -> tuple[float | None, float | None, float | None, float | None, float | None, bool | None]:
    values = (here.value if here else None, there.value if there else None)
    if here is None or there is None:
        return *values, None, None, None, None
    found = difference_of(there, here)
    if found is None:
        return *values, here.value - there.value, None, None, None
    return *values, *found, not found.covers(0.0)


def _joined(label: str, part: str) -> str:
    return ",".join([text for text in (label, part) if text])
