"""Sums of evaluations by minute, by hour when they are some hours old, and by day in the end: all that reports read.

Every evaluation that counts is in exactly one sum, that of its minute and cell, whether or not it is kept by itself.
"""

from collections.abc import Iterable
from typing import NamedTuple

from otelevals.store.grain import DAY, HOUR, MINUTE, read_grain
from otelevals.store.grouped import NO_GROUP, GroupedSums, join_grouped_hours, join_grouped_minutes
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_BY_MINUTE, _BY_HOUR = 6 * HOUR, 10 * DAY
"""How long sums stay as they are."""
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
        self._grain = read_grain(connection)
        self._added: dict[tuple[int, int], tuple[list[float], bytes]] = {}
        self._taken: list[tuple[float | bytes, ...]] = []
        self._grouped = GroupedSums(connection, self._grain)

    def add(self, time: int, cell: int, group: int, part: Share, exemplar: bytes) -> None:
        minute = time // MINUTE
        if group != NO_GROUP:
            self._grouped.add(minute, cell, group, part.w, part.wx)
        place = self._grain.begin(minute), cell
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

    def take_back(self, time: int, cell: int, group: int, part: Share, exemplar: bytes) -> None:
        """What was added before does not count any more."""
        minute = time // MINUTE
        if group != NO_GROUP:
            self._grouped.take_back(minute, cell, group, part.w, part.wx)
        self._taken.append((*part, exemplar, self._grain.begin(minute), cell))

    def write(self) -> None:
        execute = self._connection.executemany
        execute(_SQL["add"], [(*place, *sums, exemplar) for place, (sums, exemplar) in self._added.items()])
        if self._taken:
            execute(_SQL["take_back"], self._taken)
            execute(_SQL["drop_empty"], [taken[-2:] for taken in self._taken])
        self._grouped.write()


def add_decisions(connection: Connection, time: int, counts: Iterable[tuple[int, int]]) -> None:
    """Count decisions, by the number of their reason."""
    minute = read_grain(connection).begin(time // MINUTE)
    connection.executemany(_SQL["add_decisions"], [(minute, reason, n) for reason, n in counts])


def join_next(connection: Connection, now: int) -> bool:
    """Join the minutes of the oldest hour and the hours of the oldest day for which it is time; whether there may be
    more."""
    minute = now // MINUTE
    more = _join(connection, "minutes", 1, HOUR, minute - _BY_MINUTE)
    return _join(connection, "hours", HOUR, DAY, min(minute - _BY_HOUR, get_mark(connection, "minutes"))) or more


def _join(connection: Connection, mark: str, width: int, wider: int, before: int) -> bool:
    """Join the oldest sums that are so many minutes wide, if they end before that minute, to a wider one."""
    begin, end = get_mark(connection, mark), before - before % wider
    if begin >= end:
        return False
    (first,) = connection.execute(_SQL["next_minute"], (begin, begin)).fetchone()
    if first is None or first >= end:
        set_mark(connection, mark, end)
        return False
    place = first - first % wider
    for minute in range(max(first, place + width), place + wider, width):
        connection.execute(_SQL["join_sums"], (place, minute))
        connection.execute(_SQL["join_decisions"], (place, minute))
    if wider == HOUR:
        join_grouped_minutes(connection, place)
    else:
        join_grouped_hours(connection, place)
    connection.execute(_SQL["drop_sums"], (place, place + wider))
    connection.execute(_SQL["drop_decisions"], (place, place + wider))
    set_mark(connection, mark, place + wider)
    return True
