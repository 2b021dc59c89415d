"""Sums of what was evaluated by hour, with random groups of sessions, so that any range has a mean with an interval."""

from collections.abc import Iterable
from math import fsum
from struct import Struct
from typing import NamedTuple

from otelevals.stats.clusters import scores
from otelevals.stats.estimate import Estimate, Sums, mean
from otelevals.stats.groups import Groups
from otelevals.stats.profile import Hour, Profile, error_of, profile

HOUR, DAY = 3600.0, 86_400.0
_MONDAY = 3 * 24
"""The first day of Unix time was a Thursday: its hours, counted from a Monday."""
_PACKED = Struct("<2q10d")
_KEPT_HOURS = 9 * 24
"""Older ones are joined to days."""
_NOTHING = 1e-9


class Level(NamedTuple):
    """A mean, with its interval and how much it is of."""

    mean: float
    low: float
    high: float
    n: int
    n_effective: float


class Bin:
    """The sums of an hour. Those by groups are kept as bytes, a sixth of the room, while nothing is added."""

    __slots__ = ("_groups", "_packed", "ended", "n", "sessions", "sums")

    def __init__(self) -> None:
        self.n = 0
        self.sessions = 0
        """How many ended."""
        self.ended = [0.0] * 5
        """Sums over sessions that have ended, with the weight that each counts with, in the order of `Sums`."""
        self.sums = [0.0] * 5
        """The same over evaluations."""
        self._groups: Groups | None = Groups()
        self._packed = b""

    @property
    def groups(self) -> Groups:
        return Groups.from_bytes(self._packed) if self._groups is None else self._groups

    def pack(self) -> None:
        if self._groups is not None:
            self._packed, self._groups = self._groups.to_bytes(), None

    def add(self, group: int, weight: float, value: float, sign: int) -> None:
        self.n += sign
        self.sums = _added(self.sums, weight, value, sign)
        self._groups = self.groups
        self._groups.add(group, sign * weight, value)

    def merge(self, other: "Bin") -> None:
        self.n += other.n
        self.sessions += other.sessions
        self.sums = [a + b for a, b in zip(self.sums, other.sums, strict=True)]
        self.ended = [a + b for a, b in zip(self.ended, other.ended, strict=True)]
        self._groups = self.groups
        self._groups.merge(other.groups)

    def to_bytes(self) -> bytes:
        groups = self._packed if self._groups is None else self._groups.to_bytes()
        return _PACKED.pack(self.n, self.sessions, *self.sums, *self.ended) + groups

    @classmethod
    def from_bytes(cls, data: bytes) -> "Bin":
        found = cls()
        found.n, found.sessions, *sums = _PACKED.unpack(data[: _PACKED.size])
        found.sums, found.ended = sums[:5], sums[5:]
        found._packed, found._groups = data[_PACKED.size :], None
        return found


class Hours:
    """By the number of the hour in Unix time."""

    def __init__(self, days: int) -> None:
        """For how many days they are kept."""
        self._days = days
        self.bins: dict[int, Bin] = {}
        self._joined_before = 0
        self.changed: set[int] = set()
        """Those that are to be written, or dropped where there is none."""

    def add(self, time: float, group: int, weight: float, value: float, sign: int = 1) -> None:
        hour = self._place(int(time // HOUR))
        found = self.bins.get(hour)
        if found is None:
            if sign < 0:
                return
            found = self.bins[hour] = Bin()
        found.add(group, weight, value, sign)
        self.changed.add(hour)

    def end_session(self, time: float, mean: float, weight: float, *, late: bool = False) -> None:
        """With what it counts. One that comes late is no session of its hour to expect again."""
        hour = self._place(int(time // HOUR))
        found = self.bins.setdefault(hour, Bin())
        found.sessions += not late
        found.ended = _added(found.ended, weight, mean, 1)
        self.changed.add(hour)

    def _place(self, hour: int) -> int:
        day = hour - hour % 24
        return day if hour < self._joined_before and day in self.bins else hour

    def keep_small(self, now: float) -> None:
        """Join the hours of days that have gone for long to those days, and drop what is too old."""
        hour = int(now // HOUR)
        self._joined_before = hour - hour % 24 - _KEPT_HOURS
        for each in [each for each in sorted(self.bins) if each < self._joined_before]:
            if each < hour - self._days * 24:
                self._drop(each)
            elif each % 24:
                found = self.bins[each]
                self._drop(each)
                self.bins.setdefault(each - each % 24, Bin()).merge(found)
                self.changed.add(each - each % 24)
        for each, found in self.bins.items():
            if each < hour - 1:
                found.pack()

    def _drop(self, hour: int) -> None:
        del self.bins[hour]
        self.changed.add(hour)

    def level(self, since: float, until: float) -> Level | None:
        """Of the hours that begin in a range of time; None where there is nothing."""
        whole = Bin()
        for found in self._between(since, until):
            whole.merge(found[1])
        if whole.n <= 0 or whole.sums[0] <= _NOTHING:
            return None
        found_mean = self._mean(whole)
        return Level(found_mean.value, found_mean.low, found_mean.high, whole.n, found_mean.n_effective)

    def mean(self, since: float, until: float) -> float | None:
        """Of the same, without what it costs to say how sure it is."""
        found = self._between(since, until)
        weight = sum(each.sums[0] for _, each in found)
        return sum(each.sums[2] for _, each in found) / weight if weight > _NOTHING else None

    def profile(self, since: float, until: float, least: int) -> Profile | None:
        """What to expect of sessions by hour of the week; None before there are so many hours with some."""
        found = [(hour, each.ended) for hour, each in self._in(since, until) if each.ended[0] > _NOTHING]
        if len(found) < least:
            return None
        sums = Sums(*map(fsum, zip(*(ended for _, ended in found), strict=True)))
        return profile((Hour(week_hour(hour), ended[0], ended[2]) for hour, ended in found), error_of(sums))

    def sessions(self, hours: Iterable[int]) -> list[int]:
        """How many ended in each of these hours."""
        return [self.bins[hour].sessions if hour in self.bins else 0 for hour in hours]

    def _between(self, since: float, until: float) -> list[tuple[int, Bin]]:
        return [(hour, found) for hour, found in self._in(since, until) if found.n > 0]

    def _in(self, since: float, until: float) -> list[tuple[int, Bin]]:
        return [(hour, self.bins[hour]) for hour in sorted(self.bins) if since // HOUR <= hour < until // HOUR]

    @staticmethod
    def _mean(whole: Bin) -> Estimate:
        w, ww, wx, wwx, wwxx = whole.sums
        return mean(scores(whole.groups), Sums(w, ww, wx, wwx, wwxx), (0.0, 1.0))


def _added(sums: list[float], weight: float, value: float, sign: int) -> list[float]:
    squared = weight * weight
    parts = (weight, squared, weight * value, squared * value, squared * value * value)
    return [a + sign * b for a, b in zip(sums, parts, strict=True)]


def week_hour(hour: int) -> int:
    """Counted from a Monday, midnight of UTC."""
    return hour + _MONDAY
