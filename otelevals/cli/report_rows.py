"""From sums to the rows of a report."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from otelevals.api.decisions import JUDGED_LATER
from otelevals.cli.times import shown
from otelevals.store.totals import Total, Totals

LOST = frozenset({"over_budget", "throttled", "shed", "timed_out", "errored"})
"""Decisions after which a score is missing that should be there."""


class Row(NamedTuple):
    """One scorer in one slice. None stands for what is not known."""

    scorer: str
    """The name of the evaluations: one of its own for each verdict of a scorer that gives several."""
    slice: str
    """`name=value` of each dimension, with commas between; empty for all."""
    since: str
    until: str
    n: int
    coverage: float | None
    mean: float | None
    pass_rate: float | None
    cost: float

    def named(self) -> dict[str, str | float | None]:
        """With the names that programs read."""
        return dict(zip(COLUMNS, self, strict=True))


COLUMNS = ("scorer", "slice", "from", "to", "n", "coverage", "mean", "pass_rate", "cost")


def rows_of(totals: Totals, by: Sequence[str] = (), scorers: Collection[str] = ()) -> list[Row]:
    """A row for all evaluations of each name, followed by one for each of its slices; `scorers` leaves out others."""
    groups: dict[tuple[str, str], list[Total]] = defaultdict(list)
    lost = {scorer: _lost(counts) for scorer, counts in totals.decisions.items()}
    owners = {name: name for name in lost if lost[name]}
    for total in totals.sums:
        owners.pop(total.scorer, None)  # it is there under the names of its evaluations
    for total in totals.sums:
        owners[total.name] = total.scorer
        groups[total.name, ""].append(total)
        if by:
            groups[total.name, slice_of(total, by)].append(total)
    for name in owners:
        groups.setdefault((name, ""), [])
    since, until = shown(totals.since), shown(totals.until)
    return [
        _row(name, part, since, until, sums, None if part else lost.get(owners[name]))
        for (name, part), sums in sorted(groups.items(), key=lambda group: group[0])
        if not scorers or name in scorers or owners[name] in scorers
    ]


def _lost(decisions: Mapping[str, int]) -> int:
    """How many scores are missing, without those that came later."""
    return max(sum(decisions.get(each, 0) for each in LOST) - decisions.get(JUDGED_LATER, 0), 0)


def slice_of(total: Total, by: Sequence[str]) -> str:
    return ",".join([f"{dimension}={total.dimensions.get(dimension, '')}" for dimension in by])


def unknown_dimensions(totals: Totals, by: Sequence[str]) -> Iterator[str]:
    """Dimensions that no evaluation has."""
    known = {dimension for total in totals.sums for dimension in total.dimensions}
    return (dimension for dimension in by if dimension not in known)


def _row(name: str, part: str, since: str, until: str, sums: Sequence[Total], lost: int | None) -> Row:
    """`lost` is how many evaluations are missing, None when that is not known."""
    given = [total for total in sums if not total.failed_to_judge]
    scored = [total for total in given if total.scored]
    decided = [total for total in given if total.passed is not None]
    n = sum(total.n for total in given)
    return Row(
        name,
        part,
        since,
        until,
        n,
        None if lost is None else _ratio(n, n + lost),
        _ratio(sum(total.wx for total in scored), sum(total.w for total in scored)),
        _ratio(sum(total.w for total in decided if total.passed), sum(total.w for total in decided)),
        sum(total.cost for total in sums),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
