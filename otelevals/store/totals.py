"""Reads sums: what reports and alerts are made of."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from otelevals.stats.groups import Groups
from otelevals.store.grain import MINUTE, Grain, read_grain
from otelevals.store.grouped import read_grouped
from otelevals.store.interned import ERROR, FAILED, PASSED, decode
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

LAST_MINUTE = 253_402_300_740_000  # of the year 9999, in milliseconds: there are no dates later than that
_SQL = statements("rollups")


class Total(NamedTuple):
    """The sum of evaluations that have the same name, dimensions and outcome. `w` is the weight of an evaluation,
    one by its probability, and `x` its score; those that are not `scored` have none."""

    scorer: str
    name: str
    dimensions: dict[str, str]
    outcome: int
    scored: bool
    n: int
    w: float
    ww: float
    wx: float
    wwx: float
    wwxx: float
    cost: float
    duration: float
    """Microseconds."""
    groups: Groups | None = None
    """The same weights and scores by groups of sessions; None where that was not asked for, and where some are in none:
    those that were written before there were groups."""

    @property
    def passed(self) -> bool | None:
        return {PASSED: True, FAILED: False}.get(self.outcome)

    @property
    def failed_to_judge(self) -> bool:
        return self.outcome == ERROR


class Totals(NamedTuple):
    since: int
    """Milliseconds: where the first sum begins, which may be earlier than what was asked for."""
    until: int
    """Where the last one ends, likewise."""
    sums: list[Total]
    decisions: dict[str, dict[str, int]]
    """By scorer and decision; empty when nobody counts them."""


def read_totals(connection: Connection, since: int, until: int, run: str) -> Totals:
    """Inside a transaction. Decisions are those of live traffic: of other runs there are none."""
    grain = read_grain(connection)
    return _read(connection, grain.begin(since // MINUTE), _end(grain, until), run, grouped=False)


def read_grouped_totals(connection: Connection, times: Sequence[int], run: str) -> list[Totals]:
    """From each time to the next one, with groups. Where sums are wider than that, times are the nearest at which one
    begins, so that there may be less of them. A range by itself is widened to whole sums, and its end always is."""
    grain = read_grain(connection)
    end = _end(grain, times[-1])
    ends = [*(grain.nearest(time // MINUTE) for time in times[:-1]), end]
    if len(times) == 2 or ends[0] == end:
        ends[0] = grain.begin(times[0] // MINUTE)
    return [_read(connection, first, end, run, grouped=True) for first, end in pairwise(dict.fromkeys(ends))]


def _end(grain: Grain, until: int) -> int:
    return grain.end(-(-until // MINUTE))


def _read(connection: Connection, first: int, end: int, run: str, *, grouped: bool) -> Totals:
    groups = read_grouped(connection, first, end) if grouped else {}
    sums: list[Total] = []
    known: dict[str, dict[str, str]] = {}
    for cell, scorer, name, text, outcome, scored, n, *rest in connection.execute(_SQL["totals"], (first, end, run)):
        dimensions = known.get(text)
        if dimensions is None:
            dimensions = known[text] = decode(text)
        total = Total(scorer, name, dimensions, outcome, bool(scored), n, *rest)
        sums.append(total._replace(groups=_all_of(n, cell, groups)) if grouped else total)
    decisions: dict[str, dict[str, int]] = {}
    for scorer, decision, n in connection.execute(_SQL["decision_totals"], (first, end)) if not run else ():
        decisions.setdefault(scorer, {})[decision] = n
    return Totals(first * MINUTE, end * MINUTE, sums, decisions)


def _all_of(n: int, cell: int, groups: Mapping[int, tuple[int, Groups]]) -> Groups | None:
    found = groups.get(cell)
    return found[1] if found is not None and found[0] == n else None
