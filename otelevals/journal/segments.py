"""The files of a journal in their order, how much of each is still needed, and what a start finds in them."""

from dataclasses import dataclass, field

from otelevals.journal.disk import Disk
from otelevals.journal.entry import Entry, decode_done, decode_entry
from otelevals.journal.records import Kind, Record, Torn, scan

_SUFFIX = ".journal"


@dataclass(slots=True)
class Segment:
    number: int
    size: int = 0
    entries: dict[int, Entry] = field(default_factory=dict)
    """Those that somebody waits for."""

    @property
    def name(self) -> str:
        return f"{self.number:012d}{_SUFFIX}"

    @property
    def needed(self) -> int:
        """How many of its bytes are still needed."""
        return sum(entry.whole for entry in self.entries.values())


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
        number = name.removesuffix(_SUFFIX)
        if not (name.endswith(_SUFFIX) and number.isdigit()):
            continue
        segment = Segment(int(number), disk.size(name))
        found.segments[segment.number] = segment
        for item in scan(disk.read(name, 0, segment.size)):
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
