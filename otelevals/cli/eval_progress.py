"""A line that says how far a run is, for a terminal alone."""

import time
from collections.abc import Callable
from typing import TextIO

_WIDTH = 30
_EVERY = 0.1


class Progress:
    def __init__(self, out: TextIO, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        """`what` is counted."""
        self.total = 0
        self._out = out
        self._what = what
        self._clock = clock
        self._shown = out.isatty()
        self._done = 0
        self._next = clock()

    def step(self, count: int = 1) -> None:
        self._done += count
        if self._shown and (now := self._clock()) >= self._next:
            self._next = now + _EVERY
            filled = _WIDTH * min(self._done, self.total) // max(self.total, 1)
            bar = "#" * filled + "." * (_WIDTH - filled)
            self._out.write(f"\r[{bar}] {self._done:,} of {self.total:,} {self._what}")
            self._out.flush()

    def end(self) -> None:
        """Leave nothing of it."""
        if self._shown:
            self._out.write("\r\033[K")
            self._out.flush()
