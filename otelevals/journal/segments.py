"""The files of a journal in their order, how much of each is still needed, and what a start finds in them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from otelevals.journal.disk import Disk
from otelevals.journal.entry import Entry, decode_done, decode_entry
from otelevals.journal.records import Kind, Record, Torn, encode, scan
from otelevals.journal.segment import SUFFIX, Segment
from otelevals.journal.spare import Spare
from otelevals.journal.writes import Write

log = structlog.get_logger()


class Segments:
    """All of them. New records go to the end of the last one; the first one is removed, or its file used again. Its
    owner locks it."""

    def __init__(self, disk: Disk, size: int) -> None:
        """A segment that has reached `size` is full."""
        self._disk = disk
        self._size = size
        self.spare = Spare(disk)
        found = find(disk)
        self.unreadable = found.unreadable
        self.last_id = found.last_id
        self._all = found.segments
        self.unsynced = set(found.segments)
        """Numbers of those that were written to since they were synced."""
        self._unused = 0
        """How much of full ones an earlier use left."""
        self.active = self._begin()

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._all.values())

    def __getitem__(self, number: int) -> Segment:
        return self._all[number]

    @property
    def head(self) -> Segment:
        """The oldest."""
        return self._all[min(self._all)]

    @property
    def room(self) -> int:
        """How much comes into the active one until it is full."""
        return self._size - self.active.size

    def idle(self, size: int = 0) -> int:
        """How much of the disk holds nothing, and will not when so much has been written."""
        return self.spare.size + self._unused + max(0, self.active.unused - size)

    def write(self, parts: Sequence[bytes], *, sync: bool) -> None:
        """Write to the active one; the only part that its owner does not lock, but does in one thread at a time.

        After an OSError nothing of it is there.
        """
        segment = self.active
        full = sum(map(len, parts)) >= self.room  # marks in the next segment must not outlive what they mark
        end = encode(Kind.END, file=segment.number)
        try:
            if not segment.size:
                self.spare.use(segment, end)
            self._disk.write(segment.name, segment.size, [*parts, *end])
            self.unsynced.add(segment.number)
            if full or sync:
                self._disk.sync(segment.name)
                self.unsynced.discard(segment.number)
        except OSError:
            with suppress(OSError):  # what was written is written over then, by the next that comes
                self._disk.write(segment.name, segment.size, end)
            raise

    def forget(self, entry: Entry) -> None:
        """Nobody waits for it any more, or it stands elsewhere now."""
        if (segment := self._all.get(entry.segment)) is not None:
            segment.entries.pop(entry.id, None)

    def place(self, group: Iterable[Write], size: int) -> None:
        """The active one has grown by `size`, and begins with this group there."""
        segment = self.active
        end = segment.size
        for write in group:
            end += write.size
            entry = write.entry
            self.forget(entry)
            entry.segment, entry.offset, entry.whole = segment.number, end - entry.size, write.size
            if entry.waiting:
                segment.entries[entry.id] = entry
        segment.size += size
        if segment.size >= self._size:
            self._unused += segment.unused
            self.active = self._begin()

    def remove(self, segment: Segment) -> bool:
        """Remove a segment; a file that is not there any more is as good as removed."""
        if segment.users:
            return False
        try:
            self._keep_or_remove(segment)
        except FileNotFoundError:
            pass
        except OSError as error:
            log.error("the journal cannot remove a file", file=segment.name, error=str(error))
            return False
        del self._all[segment.number]
        self._unused -= segment.unused
        self.unsynced.discard(segment.number)
        return True

    def _keep_or_remove(self, segment: Segment) -> None:
        if segment.whole < self._size or not self.spare.keep(segment):
            self._disk.remove(segment.name)

    def _begin(self) -> Segment:
        segment = Segment(max(self._all, default=0) + 1)
        self._all[segment.number] = segment
        return segment


@dataclass(slots=True)
class Found:
    """What a journal holds when it is opened."""

    segments: dict[int, Segment] = field(default_factory=dict)
    last_id: int = 0
    unreadable: int = 0
    """Bytes that are no records: of a write that was under way at the end, or damaged."""


def find(disk: Disk) -> Found:
    """Read all files in order. A later record of an entry stands for an earlier one."""
    found, entries = Found(), dict[int, Entry]()
    for name in disk.names():
        number = name.removesuffix(SUFFIX)
        if not (name.endswith(SUFFIX) and number.isdigit()):
            continue
        segment = Segment(int(number), disk.size(name))
        found.segments[segment.number] = segment
        for item in scan(disk.read(name, 0, segment.size), segment.number):
            if isinstance(item, Torn):
                found.unreadable += item.size
                continue
            try:
                _apply(item, segment, entries)
            except ValueError:
                found.unreadable += item.end - item.offset
    for entry in entries.values():
        found.last_id = max(found.last_id, entry.id)
        if entry.waiting:
            found.segments[entry.segment].entries[entry.id] = entry
    return found


def _apply(record: Record, segment: Segment, entries: dict[int, Entry]) -> None:
    if record.kind == Kind.ENTRY:
        id_, header, start = decode_entry(record.body)
        size = len(record.body) - start
        entries[id_] = Entry(
            id_, header, header.targets, segment.number, record.end - size, size, record.end - record.offset
        )
    elif record.kind == Kind.DONE:
        for id_, target in decode_done(record.body):
            if id_ in entries:
                entries[id_].waiting -= {target}
