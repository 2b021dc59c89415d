"""Sums by groups of sessions: what makes intervals of a report that are clustered by session.

They are at the places of the sums beside them, and once more by day: whoever reads a month reads days, not hours.
"""

from collections import defaultdict
from enum import IntEnum
from typing import NamedTuple

from otelevals.api.evaluation import EvaluationRecord
from otelevals.stats.groups import Groups, group_of
from otelevals.store.grain import DAY, HOUR, Grain, read_grain
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

NO_GROUP = -1
"""Of an evaluation without a verdict."""
_SQL = statements("grouped")

Place = tuple[int, int, int]
"""Minute, cell and group."""


class ClusterBy(IntEnum):
    """Whose evaluations are not independent of each other. What has no user goes by session, what has none by trace."""

    SESSION = 0
    USER = 1
    TRACE = 2


class Clustering(NamedTuple):
    by: ClusterBy
    since: int
    """Milliseconds: evaluations that were written before may be grouped by something else; 0 when there are none."""


class Grouping:
    """To which group the evaluations of one transaction belong."""

    def __init__(self, connection: Connection) -> None:
        self._by = read_clustering(connection).by
        self._known: dict[bytes, int] = {}

    def group(self, evaluation: EvaluationRecord, trace_id: bytes, session: str, user: str) -> int:
        """`session` and `user` may be known from other evaluations of the target."""
        if evaluation.error or evaluation.withdrawn:
            return NO_GROUP
        name = "" if self._by is ClusterBy.TRACE else session
        if self._by is ClusterBy.USER and user:
            name = user
        unit = name.encode() if name else trace_id
        found = self._known.get(unit)
        if found is None:
            found = self._known[unit] = group_of(unit)
        return found


class GroupedSums:
    """The changes that one transaction makes to the sums by groups."""

    def __init__(self, connection: Connection, grain: Grain) -> None:
        self._connection = connection
        self._grain = grain
        self._added: dict[Place, tuple[int, float, float]] = {}
        self._taken: list[tuple[float, float, int, int, int]] = []

    def add(self, minute: int, cell: int, group: int, w: float, wx: float) -> None:
        place = minute, cell, group
        found = self._added.get(place)
        self._added[place] = (1, w, wx) if found is None else (found[0] + 1, found[1] + w, found[2] + wx)

    def take_back(self, minute: int, cell: int, group: int, w: float, wx: float) -> None:
        self._taken.append((w, wx, minute, cell, group))

    def write(self) -> None:
        hours, minutes = self._grain
        many = self._connection.executemany
        begin, added = self._grain.begin, self._added.items()
        many(_SQL["add_sums"], [(begin(m), *of, *sums) for (m, *of), sums in added if m >= hours])
        many(_SQL["add_days"], [(m - m % DAY, *of, *sums) for (m, *of), sums in added if m < minutes])
        if self._taken:
            from_sums = [(w, wx, begin(m), *of) for w, wx, m, *of in self._taken if m >= hours]
            from_days = [(w, wx, m - m % DAY, *of) for w, wx, m, *of in self._taken if m < minutes]
            for table, taken in (("sums", from_sums), ("days", from_days)):
                many(_SQL[f"take_from_{table}"], taken)
                many(_SQL[f"drop_empty_{table}"], [each[2:] for each in taken])


def join_grouped_minutes(connection: Connection, hour: int) -> None:
    """Those of the hour that begins with that minute, into one; and it into its day."""
    connection.execute(_SQL["join_minutes"], (hour, hour, hour + HOUR))
    connection.execute(_SQL["drop_between"], (hour, hour + HOUR))
    connection.execute(_SQL["add_hour_to_day"], (hour - hour % DAY, hour))


def join_grouped_hours(connection: Connection, day: int) -> None:
    """The day that begins with that minute has them already."""
    connection.execute(_SQL["drop_between"], (day - 1, day + DAY))


def drop_grouped(connection: Connection, end: int) -> None:
    """Drop what is before a minute. Of a day whose hours are still there, the rest stays."""
    grain, day = read_grain(connection), end - end % DAY
    if day < grain.hours:
        connection.execute(_SQL["drop_days_before"], (end,))
    else:
        connection.execute(_SQL["take_hours_from_day"], (day, day, min(end, grain.minutes)))
        connection.execute(_SQL["drop_empty_of_day"], (day,))
        connection.execute(_SQL["drop_days_before"], (day,))
    connection.execute(_SQL["drop_sums_before"], (end,))


def read_grouped(connection: Connection, first: int, end: int) -> dict[int, tuple[int, Groups]]:
    """From one minute to another, by cell: how many evaluations are in a group, and their groups."""
    day = -(-first // DAY) * DAY
    last = min(end, read_grain(connection).minutes) // DAY * DAY
    if last <= day:
        day = last = end
    counts: defaultdict[int, int] = defaultdict(int)
    sums: defaultdict[int, Groups] = defaultdict(Groups)
    for table, *between in (("sums", first, day), ("days", day, last), ("sums", last, end)):
        for cell, group, n, w, wx in connection.execute(_SQL[f"read_{table}"], between):
            groups = sums[cell]
            groups.weights[group] += w
            groups.scores[group] += wx
            counts[cell] += n
    return {cell: (counts[cell], groups) for cell, groups in sums.items()}


def read_clustering(connection: Connection) -> Clustering:
    return Clustering(ClusterBy(get_mark(connection, "cluster_by")), get_mark(connection, "clustered_since"))


def cluster_by(connection: Connection, by: ClusterBy, now: int) -> None:
    """From now on, in milliseconds."""
    if read_clustering(connection).by is not by:
        set_mark(connection, "cluster_by", by)
        set_mark(connection, "clustered_since", now)
