"""Keeping a store small and quick, a step at a time."""

from typing import NamedTuple

from otelevals.store.interned import DAY, Interned
from otelevals.store.retention import Keep, drop_excess, drop_older, settle
from otelevals.store.rollups import join_next
from otelevals.store.sqlite import Connection

_LEAST = 200
_SECOND = 1000  # milliseconds


class Limits(NamedTuple):
    """How much is kept. Times in seconds; 0 means without a limit."""

    keep: Keep = Keep.FAILURES
    settle_after: float = 3600.0
    """Until then everything is there by itself, so that revisions and repetitions of it are recognised."""
    max_age: float = 0.0
    max_size: int = 0


class Upkeep:
    def __init__(self, connection: Connection, interned: Interned) -> None:
        self._connection = connection
        self._interned = interned
        self._pruned = -1

    def step(self, limits: Limits, now: int, evaluations: int) -> bool:
        """Inside a transaction: a little of everything, as much as it takes to keep up with writes of so many
        evaluations; whether there is more to do. `now` in milliseconds."""
        connection, targets, seconds = self._connection, max(_LEAST, 2 * evaluations), now // _SECOND
        more = settle(connection, limits.keep, seconds - int(limits.settle_after), targets)
        if limits.max_age:
            oldest = seconds - int(limits.max_age)
            if drop_older(connection, oldest, targets):
                more = True
            else:
                self._prune(oldest * _SECOND // DAY, now // DAY)
        if limits.max_size:
            more |= drop_excess(connection, limits.max_size, targets)
        more |= join_next(connection, now)
        return more

    def _prune(self, day: int, today: int) -> None:
        """Once a day."""
        if self._pruned != today:
            self._pruned = today
            self._interned.prune(day)
