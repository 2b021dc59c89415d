"""Time as an argument: the real clock, and one that tests move by hand."""

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Seconds that only go forward, for durations and deadlines."""

    def unix_nano(self) -> int:
        """Wall-clock time, for records."""


class SystemClock:
    def now(self) -> float:
        return time.monotonic()

    def unix_nano(self) -> int:
        return time.time_ns()


class ManualClock:
    """A clock that stands still until `advance` is called."""

    def __init__(self, now: float = 1000.0) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def unix_nano(self) -> int:
        return int(self._now * 1e9)

    def advance(self, seconds: float) -> None:
        self._now += seconds
