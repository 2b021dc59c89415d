"""What is on its way to the disk, and who wants to know when it is there."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from otelevals.journal.entry import Entry
from otelevals.journal.records import Kind, encode, size_of

log = structlog.get_logger()

# Called when an entry is on disk, with None; or with the reason why it is not. What it returns is called when everybody
# whose entry was written with it has been told: a thread that waits is woken by then, and does not hold up the others.
Committed = Callable[[Entry, OSError | None], Callable[[], None] | None]


@dataclass(slots=True)
class Write:
    body: Sequence[bytes]
    entry: Entry
    committed: Committed | None = None
    """None for a copy of what is in the journal already."""
    size: int = field(init=False)
    """How much of the file it takes."""

    def __post_init__(self) -> None:
        self.size = size_of(self.body)

    def record(self, file: int) -> list[bytes]:
        return encode(Kind.ENTRY, *self.body, file=file)


def take(writes: deque[Write], room: int, at_least: int = 0) -> list[Write]:
    """The first of them, as many as have room together."""
    group: list[Write] = []
    while writes and (len(group) < at_least or writes[0].size <= room):
        group.append(writes.popleft())
        room -= group[-1].size
    return group


def tell(group: Iterable[Write], error: OSError | None) -> None:
    """Say how it ended to everybody who waits for it."""
    rest = []
    for write in group:
        if write.committed is not None:
            try:
                rest.append(write.committed(write.entry, error))
            except Exception:  # a defect of one listener must not end the journal: the entry is on disk, or is not
                log.exception("a request cannot go on", entry=write.entry.id)
    for each in filter(None, rest):
        each()
