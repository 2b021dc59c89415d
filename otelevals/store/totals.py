"""Reads sums: what reports and alerts are made of."""

from typing import NamedTuple

from otelevals.store.interned import ERROR, FAILED, PASSED, decode
from otelevals.store.rollups import MINUTE, read_grain
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
    first, end = grain.begin(since // MINUTE), grain.end(-(-until // MINUTE))
    sums: list[Total] = []
    known: dict[str, dict[str, str]] = {}
    for scorer, name, text, outcome, scored, *rest in connection.execute(_SQL["totals"], (first, end, run)):
        dimensions = known.get(text)
        if dimensions is None:
            dimensions = known[text] = decode(text)
        sums.append(Total(scorer, name, dimensions, outcome, bool(scored), *rest))
    decisions: dict[str, dict[str, int]] = {}
    for scorer, decision, n in connection.execute(_SQL["decision_totals"], (first, end)) if not run else ():
        decisions.setdefault(scorer, {})[decision] = n
    return Totals(first * MINUTE, end * MINUTE, sums, decisions)
