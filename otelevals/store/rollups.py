"""Sums of evaluations by minute, and by hour when they are older than a day: all that reports read.

Every evaluation that counts is in exactly one sum, that of its minute and cell, whether or not it is kept by itself.
"""

from collections.abc import Iterable
from typing import NamedTuple

from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

MINUTE = 60_000  # milliseconds
HOUR, _DAY = 60, 1440  # minutes
_SQL = statements("rollups")


class Share(NamedTuple):
    """What one evaluation adds to its sum, or several of them."""

    n: int
    w: float
    ww: float
    wx: float
    wwx: float
    wwxx: float
    cost: float
    duration: int


def share(score: float | None, probability: float, cost: float, duration: int) -> Share:
    w, x = 1.0 / probability, score or 0.0
    ww = w * w
    return Share(1, w, ww, w * x, ww * x, ww * x * x, cost, duration)


class Rollups:
    """The changes that one transaction makes to the sums."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._hours = get_mark(connection, "hours")
        self._added: dict[tuple[int, int], tuple[list[float], bytes]] = {}
        self._taken: list[tuple[float | bytes, ...]] = []

    def add(self, time: int, cell: int, part: Share, exemplar: bytes) -> None:
        place = (minute_of(time, self._hours), cell)
        found = self._added.get(place)
        if found is None:
            self._added[place] = list(part), exemplar
        else:
            sums = found[0]
            n, w, ww, wx, wwx, wwxx, cost, duration = part
            sums[0] += n
            sums[1] += w
            sums[2] += ww
            sums[3] += wx
            sums[4] += wwx
            sums[5] += wwxx
            sums[6] += cost
            sums[7] += duration

    def take_back(self, time: int, cell: int, part: Share, exemplar: bytes) -> None:
        """What was added before does not count any more."""
        self._taken.append((*part, exemplar, minute_of(time, self._hours), cell))

    def write(self) -> None:
        execute = self._connection.executemany
        execute(_SQL["add"], [(*place, *sums, exemplar) for place, (sums, exemplar) in self._added.items()])
        if self._taken:
            execute(_SQL["take_back"], self._taken)
            execute(_SQL["drop_empty"], [taken[-2:] for taken in self._taken])


def minute_of(time: int, hours: int) -> int:
    """Where the sums of this time are, in milliseconds, when those before the minute `hours` are joined to hours."""
    minute = time // MINUTE
    return minute if minute >= hours else minute - minute % HOUR


def add_decisions(connection: Connection, time: int, counts: Iterable[tuple[int, int]]) -> None:
    """Count decisions, by the number of their reason."""
    minute = minute_of(time, get_mark(connection, "hours"))
    connection.executemany(_SQL["add_decisions"], [(minute, reason, n) for reason, n in counts])


def join_next_hour(connection: Connection, now: int) -> bool:
    """Join the minutes of the oldest hour that ended a day ago or earlier; False when all are joined."""
    mark, end = get_mark(connection, "hours"), (now // MINUTE - _DAY) // HOUR * HOUR
    if mark >= end:
        return False
    (first,) = connection.execute(_SQL["next_minute"], (mark, mark)).fetchone()
    if first is None or first >= end:
        set_mark(connection, "hours", end)
        return False
    hour = first - first % HOUR
    for minute in range(max(first, hour + 1), hour + HOUR):
        connection.execute(_SQL["join_minute"], (hour, minute))
        connection.execute(_SQL["join_decisions"], (hour, minute))
    connection.execute(_SQL["drop_minutes"], (hour, hour + HOUR))
    connection.execute(_SQL["drop_decision_minutes"], (hour, hour + HOUR))
    set_mark(connection, "hours", hour + HOUR)
    return True
