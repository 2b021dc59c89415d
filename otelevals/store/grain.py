"""How wide sums are: those of minutes become sums of hours and those sums of days, as they get older."""

from typing import NamedTuple

from otelevals.store.marks import get_mark
from otelevals.store.sqlite import Connection

MINUTE = 60_000  # milliseconds
HOUR, DAY = 60, 1440  # minutes


class Grain(NamedTuple):
    """From which minute on there are sums of hours, and from which on sums of minutes; before, sums of days."""

    hours: int
    minutes: int

    def begin(self, minute: int) -> int:
        """The first minute of the sum that a minute is in."""
        return minute - minute % self._width(minute)

    def end(self, minute: int) -> int:
        """The minute after the sum that the one before a minute is in."""
        return self.begin(minute - 1) + self._width(minute - 1)

    def nearest(self, minute: int) -> int:
        """Where a sum begins or ends that is nearest to a minute."""
        begin, end = self.begin(minute), self.end(minute)
        return begin if minute - begin <= end - minute else end

    def _width(self, minute: int) -> int:
        return DAY if minute < self.hours else HOUR if minute < self.minutes else 1


def read_grain(connection: Connection) -> Grain:
    return Grain(get_mark(connection, "hours"), get_mark(connection, "minutes"))
