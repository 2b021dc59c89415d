"""A file of the journal that nobody needs any more, kept to be used again: that costs the disk much less than a new
one."""

import threading
from collections.abc import Sequence
from contextlib import suppress

import structlog

from otelevals.journal.disk import Disk
from otelevals.journal.segment import Segment

log = structlog.get_logger()

_NAME = "spare"


class Spare:
    """One file at most, and none that an earlier process kept."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.size = 0
        """Of the file; nothing when there is none."""
        self._using = threading.Lock()  # taken by whoever writes; whoever makes room does without it
        with suppress(OSError):  # not there, or the folder is read-only: it does no harm
            disk.remove(_NAME)

    def keep(self, segment: Segment) -> bool:
        """Take the file of a segment; False when there is one already, or it cannot be done now."""
        if not self._using.acquire(blocking=False):
            return False
        try:
            if self.size:
                return False
            self._disk.rename(segment.name, _NAME)
            self.size = segment.whole
        finally:
            self._using.release()
        return True

    def use(self, segment: Segment, beginning: Sequence[bytes]) -> None:
        """Give the file, if there is one, to a segment, with this at its beginning."""
        with self._using:
            if self.size:
                self._disk.write(_NAME, 0, beginning)
                self._disk.rename(_NAME, segment.name)
                segment.capacity, self.size = self.size, 0  # in this order: nobody may take it for room between

    def remove(self) -> bool:
        """Give its disk back; False when there is none, or it cannot be done now."""
        if not self._using.acquire(blocking=False):
            return False
        try:
            if not self.size:
                return False
            with suppress(FileNotFoundError):
                self._disk.remove(_NAME)
            self.size = 0
        except OSError as error:
            log.error("the journal cannot remove a file", file=_NAME, error=str(error))
            return False
        finally:
            self._using.release()
        return True
