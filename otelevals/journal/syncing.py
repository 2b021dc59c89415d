"""Lets what a journal wrote survive a loss of power, once a second."""

import threading

import structlog

from otelevals.api.clock import Clock
from otelevals.journal.disk import Disk
from otelevals.journal.segment import using
from otelevals.journal.segments import Segments

log = structlog.get_logger()

_EVERY = 1.0


class Syncing:
    def __init__(self, disk: Disk, segments: Segments, clock: Clock, lock: threading.Condition) -> None:
        self._disk = disk
        self._segments = segments
        self._clock = clock
        self._lock = lock
        self._synced = clock.now()

    def sync(self, *, now: bool = False) -> None:
        at = self._clock.now()
        if not self._segments.unsynced or (at - self._synced < _EVERY and not now):
            return
        self._synced = at
        with self._lock:
            segments = [segment for segment in self._segments if segment.number in self._segments.unsynced]
            for segment in segments:
                segment.users += 1
                self._segments.unsynced.discard(segment.number)  # before the sync: what comes meanwhile needs another
        for segment in segments:
            with using(segment, self._lock):
                try:
                    self._disk.sync(segment.name)
                except OSError as error:
                    log.error("the journal cannot be synced", error=str(error))
                    self._segments.unsynced.add(segment.number)
