"""The journal: requests on disk from before they are acknowledged until everybody who is to get them has them.

Records are appended to segments. What comes while one group of records is written and synced makes the next group, so
that one sync serves many. The oldest segment goes when nobody waits for anything in it; when little of the journal is
needed, what is needed of its oldest segment is copied to the end. `write_next` is one step of the work and needs no
thread: tests and simulations call it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from otelevals.api.clock import Clock
from otelevals.api.errors import Permanent, Retryable
from otelevals.journal.disk import Disk
from otelevals.journal.entry import Entry, Header, Target, encode_done, encode_entry
from otelevals.journal.records import Kind, encode, size_of
from otelevals.journal.segments import Segment, find
from otelevals.journal.writes import Committed, Write, tell

log = structlog.get_logger()

_SEGMENT_BYTES = 16 * 1024 * 1024
_GROUP_BYTES = 8 * 1024 * 1024
_SYNC_EVERY = _TRY_AGAIN = 1.0
_RETRY_AFTER = 5.0


@dataclass(frozen=True)
class Limits:
    max_size: int
    sync: Literal["always", "interval"] = "interval"
    drop_oldest: bool = False


class Journal:
    def __init__(self, disk: Disk, limits: Limits, clock: Clock, on_dropped: Callable[[int], None]) -> None:
        """`on_dropped` hears how many items `drop_oldest` gave up."""
        self._disk = disk
        self._limits = limits
        self._clock = clock
        self._on_dropped = on_dropped
        self._segment_bytes = max(1, min(_SEGMENT_BYTES, limits.max_size // 8))
        self._changed = threading.Condition()
        self._writes: deque[Write] = deque()
        self._done: list[tuple[int, Target]] = []
        found = find(disk)
        self.unreadable = found.unreadable
        """Bytes that were no records when the journal was opened."""
        self._segments = found.segments
        self._last_id = found.last_id
        self._bytes = sum(segment.size for segment in found.segments.values())
        self._unsynced = set(found.segments)
        self._torn = False
        self._synced = clock.now()
        self._active = self._begin()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    # For whoever accepts and delivers

    @property
    def size(self) -> int:
        """Bytes on disk, and those on their way there."""
        return self._bytes

    @property
    def count(self) -> int:
        """How many entries somebody waits for."""
        with self._changed:
            return sum(len(segment.entries) for segment in self._segments.values())

    @property
    def entries(self) -> list[Entry]:
        """What somebody waits for, oldest first."""
        with self._changed:
            found = [entry for segment in self._segments.values() for entry in segment.entries.values()]
        return sorted(found, key=lambda entry: entry.id)

    def append(self, header: Header, raw: bytes, committed: Committed) -> Entry:
        """Write an entry, and say when it is on disk. Retryable or Permanent when it cannot be taken."""
        with self._changed:
            self._last_id += 1
            entry = Entry(self._last_id, header, header.targets, size=len(raw))
            write = Write(encode(Kind.ENTRY, *encode_entry(entry.id, header, raw)), entry, committed)
            self._make_room(write.size)
            self._writes.append(write)
            self._bytes += write.size
            self._changed.notify()
        return entry

    def finish(self, entry: Entry, targets: Iterable[Target]) -> None:
        """Nobody has to deliver the entry to these targets any more."""
        with self._changed:
            done = entry.waiting.intersection(targets)
            entry.waiting -= done
            self._done += [(entry.id, target) for target in done]
            if not entry.waiting and (segment := self._segments.get(entry.segment)) is not None:
                segment.entries.pop(entry.id, None)
            self._changed.notify()

    def read(self, entry: Entry) -> bytes | None:
        """Its bytes, None when nobody waits for it any more; OSError when the disk does not give them."""
        with self._changed:
            if not entry.waiting:
                return None
            return self._disk.read(self._segments[entry.segment].name, entry.offset, entry.size)

    # One step of the work

    def write_next(self) -> bool:
        """Write what has come, sync it if that is due, remove what nobody needs; False when there is nothing to do."""
        with self._changed:
            group = self._take_group()
            done: list[tuple[int, Target]] = []
            if not self._writes:  # marks come after what they mark
                done, self._done = self._done, []
            segment = self._active
        parts = [part for write in group for part in write.record]
        if done:
            parts += encode(Kind.DONE, encode_done(done))
        if not parts:
            return self._tidy()
        size = size_of(parts)
        try:
            self._mend(segment)
            self._disk.append(segment.name, parts)
            full = segment.size + size >= self._segment_bytes  # marks in the next one must not outlive it
            if full or (group and self._limits.sync == "always"):
                self._disk.sync(segment.name)
                self._unsynced.discard(segment.number)
            else:
                self._unsynced.add(segment.number)
        except OSError as error:
            self._failed(segment, group, done, error)
            return False
        self._wrote(segment, group, size)
        self._tidy()
        return True

    def sync(self, *, now: bool = False) -> None:
        """Let what was written survive a loss of power, when a second has passed or `now`."""
        time = self._clock.now()
        if not self._unsynced or (time - self._synced < _SYNC_EVERY and not now):
            return
        self._synced = time
        for number in tuple(self._unsynced):
            segment = self._segments.get(number)
            try:
                if segment is not None:
                    self._disk.sync(segment.name)
            except OSError as error:
                log.error("the journal cannot be synced", error=str(error))
            else:
                self._unsynced.discard(number)

    # The thread that does it

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Write what is left, and end."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()
        while self.write_next():
            pass
        self.sync(now=True)
        self._disk.close()

    def _work(self) -> None:
        while not self._stopping:
            moved = self.write_next()
            self.sync()
            with self._changed:
                if not moved and not self._stopping:
                    failed = bool(self._writes or self._done)
                    self._changed.wait(_TRY_AGAIN if failed or self._unsynced else None)

    # Inside

    def _begin(self) -> Segment:
        segment = Segment(max(self._segments, default=0) + 1)
        self._segments[segment.number] = segment
        return segment

    def _make_room(self, size: int) -> None:
        if size > self._limits.max_size // 2:
            raise Permanent("the request is too large for the journal")
        while self._bytes + size > self._limits.max_size:
            head = self._head()
            if not self._limits.drop_oldest or head is self._active or not self._remove(head):
                raise Retryable("the journal is full, try again later", after=_RETRY_AFTER)
            items = sum(entry.header.items for entry in head.entries.values())
            log.error("the journal is full: its oldest data is dropped", items=items)
            for entry in head.entries.values():
                entry.waiting = frozenset()
            self._on_dropped(items)

    def _head(self) -> Segment:
        return self._segments[min(self._segments)]

    def _take_group(self) -> list[Write]:
        group: list[Write] = []
        size = 0
        while self._writes and (not group or size + self._writes[0].size <= _GROUP_BYTES):
            group.append(self._writes.popleft())
            size += group[-1].size
        return group

    def _wrote(self, segment: Segment, group: list[Write], size: int) -> None:
        with self._changed:
            end = segment.size
            for write in group:
                end += write.size
                entry = write.entry
                old = self._segments.get(entry.segment)
                if old is not None:
                    old.entries.pop(entry.id, None)
                entry.segment, entry.offset, entry.whole = segment.number, end - entry.size, write.size
                if entry.waiting:
                    segment.entries[entry.id] = entry
            self._bytes += size - sum(write.size for write in group)
            segment.size += size
            if segment.size >= self._segment_bytes:
                self._active = self._begin()
        tell(group, None)

    def _failed(self, segment: Segment, group: list[Write], done: list[tuple[int, Target]], error: OSError) -> None:
        """Undo what was written of a group, and tell everybody who waits for it. Marks are written again later."""
        log.error("the journal cannot be written", error=str(error), requests=len(group))
        with self._changed:
            self._done = done + self._done
            self._bytes -= sum(write.size for write in group)
        self._torn = True
        with suppress(OSError):  # before the next write it is tried again
            self._mend(segment)
        tell(group, error)

    def _mend(self, segment: Segment) -> None:
        """Take off what a write that failed left at the end."""
        if self._torn:
            self._disk.truncate(segment.name, segment.size)
            self._torn = False

    def _tidy(self) -> bool:
        """Remove the oldest segment when nobody needs it, or copy what is needed of it when that is little."""
        with self._changed:
            head = self._head()
            if head is self._active:
                return False
            if head.entries:
                return self._move(head)
            self._unsynced.discard(head.number)
        self.sync(now=True)  # what stands elsewhere for its entries
        with self._changed:
            return not self._unsynced and head is self._head() and self._remove(head)

    def _move(self, head: Segment) -> bool:
        needed = sum(segment.needed for segment in self._segments.values())
        if self._bytes <= self._limits.max_size // 2 or needed > self._bytes // 2 or self._writes:
            return False
        try:
            copies = [Write(self._copy(head, entry), entry) for entry in head.entries.values()]
        except OSError as error:
            log.error("the journal cannot be read", error=str(error))
            return False
        self._writes.extend(copies)
        self._bytes += sum(copy.size for copy in copies)
        return True

    def _copy(self, segment: Segment, entry: Entry) -> list[bytes]:
        raw = self._disk.read(segment.name, entry.offset, entry.size)
        return encode(Kind.ENTRY, *encode_entry(entry.id, replace(entry.header, targets=entry.waiting), raw))

    def _remove(self, segment: Segment) -> bool:
        """Remove a file; what is not there any more is as good as removed."""
        try:
            self._disk.remove(segment.name)
        except FileNotFoundError:
            pass
        except OSError as error:
            log.error("the journal cannot remove a file", file=segment.name, error=str(error))
            return False
        del self._segments[segment.number]
        self._bytes -= segment.size
        self._unsynced.discard(segment.number)
        return True
