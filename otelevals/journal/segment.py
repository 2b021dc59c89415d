"""One file of a journal: what stands in it, and who needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from otelevals.journal.entry import Entry

SUFFIX = ".journal"


@dataclass(slots=True)
class Segment:
    number: int
    size: int = 0
    capacity: int = 0
    """Of its file, when that was used before."""
    entries: dict[int, Entry] = field(default_factory=dict)
    """Those that somebody waits for."""
    users: int = 0
    """How many read or sync it now: until they are done it is not removed."""

    @property
    def name(self) -> str:
        return f"{self.number:012d}{SUFFIX}"

    @property
    def unused(self) -> int:
        """How much of its file an earlier use left beyond its end."""
        return max(0, self.capacity - self.size)

    @property
    def whole(self) -> int:
        """How large its file is."""
        return self.size + self.unused

    @property
    def needed(self) -> int:
        """How many of its bytes are still needed."""
        return sum(entry.whole for entry in self.entries.values())


@contextmanager
def using(segment: Segment, lock: threading.Condition) -> Iterator[None]:
    """Ends the use of a segment that was begun under the lock."""
    try:
        yield
    finally:
        with lock:
            segment.users -= 1
