"""One file of a journal: what stands in it, and who needs it."""

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
