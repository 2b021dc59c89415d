"""The journal: requests on disk from before they are acknowledged until everybody who is to get them has them.

Records are appended to segments. What comes while one group of records is written and synced makes the next group, so
that one sync serves many. The oldest segment goes when nobody waits for anything in it; when little of the journal is
needed, what is needed of its oldest segment is copied to the end. `write_next` is one step of the work and needs no
thread: tests and simulations call it. Where no sync is waited for, whoever appends may write too.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from otelevals.api.clock import Clock
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.spell import Spell
from otelevals.journal.disk import Disk
from otelevals.journal.entry import Entry, Header, Target, encode_done, encode_entry
from otelevals.journal.records import Kind, encode
from otelevals.journal.segment import Segment, using
from otelevals.journal.segments import Segments
from otelevals.journal.syncing import Syncing
from otelevals.journal.writes import Committed, Write, take, tell

log = structlog.get_logger()

_SEGMENT_BYTES = 16 * 1024 * 1024
_GROUP_BYTES = 8 * 1024 * 1024
_AT_ONCE_BYTES = 1024 * 1024  # half a millisecond
_LONG = 0.05  # seconds: the disk is slow, and whoever appends had better not wait for it
_TRY_AGAIN = 1.0
_GATHER = 0.02  # seconds in which marks come together while no request is to be written
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
        self._segments = Segments(disk, max(1, min(_SEGMENT_BYTES, limits.max_size // 8)))
        self.unreadable = self._segments.unreadable
        """Bytes that were no records when the journal was opened."""
        self._last_id = self._segments.last_id
        self._bytes = sum(segment.size for segment in self._segments)
        self._writing = threading.Lock()  # held by the one who writes to the active segment; taken before the next one
        self._changed = threading.Condition()
        self._writes: deque[Write] = deque()
        self._done: list[tuple[int, Target]] = []
        self._failed = False
        self._quick_from = 0.0
        """When whoever appends may write again, after a write that took long."""
        self._full = Spell("the journal is full, refusing data", "the journal has room again, taking data")
        self._syncing = Syncing(disk, self._segments, clock, self._changed)
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    # For whoever accepts and delivers

    @property
    def size(self) -> int:
        """Bytes on disk, and those on their way there."""
        return self._bytes + self._segments.idle()

    @property
    def count(self) -> int:
        """How many entries somebody waits for."""
        with self._changed:
            return sum(len(segment.entries) for segment in self._segments)

    @property
    def entries(self) -> list[Entry]:
        """What somebody waits for, oldest first."""
        with self._changed:
            found = [entry for segment in self._segments for entry in segment.entries.values()]
        return sorted(found, key=lambda entry: entry.id)

    def append(self, header: Header, raw: bytes, committed: Committed, *, at_once: bool = False) -> Entry:
        """Write an entry, and say when it is on disk: `at_once` and in this thread, unless there is something to wait
        for. Retryable or Permanent when it cannot be taken."""
        at_once = at_once and self._limits.sync == "interval" and self._clock.now() >= self._quick_from
        with self._changed:
            self._last_id += 1
            entry = Entry(self._last_id, header, header.targets, size=len(raw))
            write = Write(encode_entry(entry.id, header, raw), entry, committed)
            self._make_room(write.size)
            self._writes.append(write)
            self._bytes += write.size
            if not at_once:
                self._changed.notify()
        if at_once:
            self._write_at_once()
        return entry

    def finish(self, entry: Entry, targets: Iterable[Target]) -> None:
        """Nobody has to deliver the entry to these targets any more."""
        with self._changed:
            done = entry.waiting.intersection(targets)
            entry.waiting -= done
            if not entry.waiting:
                self._segments.forget(entry)
            if done and not self._done:
                self._changed.notify()  # for the first mark; the others come along
            self._done += [(entry.id, target) for target in done]

    def read(self, entry: Entry) -> bytes | None:
        """Its bytes, None when nobody waits for it any more; OSError when the disk does not give them."""
        with self._changed:
            if not entry.waiting:
                return None
            segment, offset = self._segments[entry.segment], entry.offset
            segment.users += 1
        with using(segment, self._changed):
            return self._disk.read(segment.name, offset, entry.size)

    # One step of the work

    def write_next(self) -> bool:
        """Write what has come, sync it if that is due, remove what nobody needs; False when there is nothing to do."""
        with self._writing:
            with self._changed:
                group = take(self._writes, _GROUP_BYTES, at_least=1)
                done: list[tuple[int, Target]] = []
                if not self._writes:  # marks come after what they mark
                    done, self._done = self._done, []
            if not (group or done):
                return self._tidy()
            if not self._write(group, done):
                return False
            self._tidy()
            return True

    def sync(self, *, now: bool = False) -> None:
        """Let what was written survive a loss of power, when a second has passed or `now`."""
        self._syncing.sync(now=now)

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
        self._segments.spare.remove()
        self._disk.close()

    def _work(self) -> None:
        while not self._stopping:
            moved = self.write_next()
            self.sync()
            with self._changed:
                if not moved:  # not for ever: there may be something to sync or to remove
                    self._changed.wait_for(self._has_work, _TRY_AGAIN)
                self._changed.wait_for(lambda: self._writes or self._stopping, _GATHER)

    # Inside

    def _has_work(self) -> bool:
        return self._stopping or (not self._failed and bool(self._writes or self._done))

    def _make_room(self, size: int) -> None:
        if size > self._limits.max_size // 2:
            raise Permanent("the request is too large for the journal")
        while self._bytes + size + self._segments.idle(size) > self._limits.max_size:
            if self._segments.spare.remove():
                continue
            head = self._segments.head
            if not self._limits.drop_oldest or head is self._segments.active or not self._remove(head):
                self._full.refuse()
                raise Retryable("the journal is full, try again later", after=_RETRY_AFTER)
            items = sum(entry.header.items for entry in head.entries.values())
            log.error("the journal is full: its oldest data is dropped", items=items)
            for entry in head.entries.values():
                entry.waiting = frozenset()
            self._on_dropped(items)

    def _write_at_once(self) -> None:
        """Write what has come, unless somebody writes already or a file has to be synced; the thread does it then."""
        if self._writing.acquire(blocking=False):
            try:
                with self._changed:
                    group = take(self._writes, min(_AT_ONCE_BYTES, self._segments.room - 1))
                began = self._clock.now()
                if group:
                    self._write(group, [])
                if self._clock.now() - began > _LONG:
                    self._quick_from = self._clock.now() + _TRY_AGAIN
            finally:
                self._writing.release()
        if self._writes:
            with self._changed:
                self._changed.notify()

    def _write(self, group: list[Write], done: list[tuple[int, Target]]) -> bool:
        """Write, and tell everybody who waits for it how it ended. Marks that were not written are tried again."""
        file = self._segments.active.number
        parts = [part for write in group for part in write.record(file)]
        if done:
            parts += encode(Kind.DONE, encode_done(done), file=file)
        size, announced = sum(map(len, parts)), sum(write.size for write in group)
        failure: OSError | None = None
        try:
            self._segments.write(parts, sync=bool(group) and self._limits.sync == "always")
        except OSError as error:
            log.error("the journal cannot be written", error=str(error), requests=len(group))
            failure = error
        with self._changed:
            if failure is None:
                self._segments.place(group, size)
                self._bytes += size - announced
            else:
                self._done = done + self._done
                self._bytes -= announced
        self._failed = failure is not None
        tell(group, failure)
        return failure is None

    def _tidy(self) -> bool:
        """Remove the oldest segment when nobody needs it, or copy what is needed of it when that is little."""
        with self._changed:
            head = self._segments.head
            if head is self._segments.active:
                return False
            entries = list(head.entries.values())
            if entries:
                needed = sum(segment.needed for segment in self._segments)
                if self._bytes <= self._limits.max_size // 2 or needed > self._bytes // 2 or self._writes:
                    return False
                head.users += 1
            else:
                self._segments.unsynced.discard(head.number)
        if entries:
            with using(head, self._changed):
                return self._move(head, entries)
        self.sync(now=True)  # what stands elsewhere for its entries
        with self._changed:
            return not self._segments.unsynced and head is self._segments.head and self._remove(head)

    def _move(self, head: Segment, entries: list[Entry]) -> bool:
        try:
            copies = [Write(self._copy(head, entry), entry) for entry in entries if entry.waiting]
        except OSError as error:
            log.error("the journal cannot be read", error=str(error))
            return False
        with self._changed:
            self._writes.extend(copies)
            self._bytes += sum(copy.size for copy in copies)
        return True

    def _copy(self, segment: Segment, entry: Entry) -> tuple[bytes, bytes]:
        raw = self._disk.read(segment.name, entry.offset, entry.size)
        return encode_entry(entry.id, replace(entry.header, targets=entry.waiting), raw)

    def _remove(self, segment: Segment) -> bool:
        removed = self._segments.remove(segment)
        if removed:
            self._bytes -= segment.size
            if 4 * self.size <= 3 * self._limits.max_size:  # it may be full and not full many times a second
                self._full.end()
        return removed
