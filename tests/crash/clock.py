"""A wall clock that jumps by hours, forward or back, for one collector alone."""

import random
from pathlib import Path
from typing import ClassVar

from tests.e2e.collector import Collector

_PROGRAM = Path(__file__).with_name("otelevals_at_another_time.py")
_MOST = 12 * 3600  # seconds


class ShiftedCollector(Collector):
    """Runs by the clock of its folder."""

    program: ClassVar = [str(_PROGRAM)]


class Clock:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._off = 0
        self.set(0)

    def set(self, off: int) -> None:
        """Let it be off by so many seconds."""
        new = self._file.with_suffix(".new")
        new.write_text(str(off))
        new.replace(self._file)
        self._off = off

    def jump(self, chance: random.Random) -> str:
        """Set it to another time, at least an hour away, and say in which direction."""
        before = self._off
        while abs(self._off - before) < 3600:
            self.set(chance.randint(-_MOST, _MOST))
        return "forward" if self._off > before else "back"
