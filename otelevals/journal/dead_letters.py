"""What an exporter refused for good, kept so that a person can look at it and send it again."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress

from otelevals.journal.disk import Disk
from otelevals.journal.entry import Header, decode_entry, encode_entry
from otelevals.journal.records import Kind, Record, encode, scan

_SUFFIX = ".dead"
_FILE_BYTES = 16 * 1024 * 1024


class DeadLetters:
    """Files in a folder, the oldest of which goes when there is too much. OSError when the disk does not take it."""

    def __init__(self, disk: Disk, max_size: int) -> None:
        self._disk = disk
        self._max_size = max_size
        self._lock = threading.Lock()
        self._whole: tuple[str, int] | None = None
        """The file that was written last, and how much of it: what a failure or a crash left torn is not continued."""

    def add(self, header: Header, raw: bytes) -> int:
        """Keep a request, or the part of one that was refused: the targets of its header refused it for its reason.

        Returns how many bytes of older ones had to go.
        """
        record = encode(Kind.DEAD, *encode_entry(0, header, raw))
        length = sum(map(len, record))
        with self._lock:
            files = {name: self._disk.size(name) for name in _names(self._disk)}
            removed = 0
            while files and sum(files.values()) + length > self._max_size:
                oldest = min(files)
                self._disk.remove(oldest)
                removed += files.pop(oldest)
            last = max(files, default="")
            size = files.get(last, 0)
            if (last, size) != self._whole or size >= min(_FILE_BYTES, self._max_size // 8):
                last, size = f"{int(last.removesuffix(_SUFFIX) or 0) + 1:012d}{_SUFFIX}", 0
            try:
                self._disk.write(last, size, record)
                self._disk.sync(last)
            except OSError:
                if not size:
                    with suppress(OSError):  # or every attempt would leave a file
                        self._disk.remove(last)
                raise
            self._whole = last, size + length
        return removed

    def close(self) -> None:
        self._disk.close()

    def replace(self, letters: Iterable[tuple[Header, bytes]]) -> None:
        """Keep these and no others."""
        before = _names(self._disk)
        number = int(max(before, default="0").removesuffix(_SUFFIX)) + 1
        parts = [part for header, raw in letters for part in encode(Kind.DEAD, *encode_entry(0, header, raw))]
        if parts:
            name = f"{number:012d}{_SUFFIX}"
            self._disk.write(name, 0, parts)
            self._disk.sync(name)
        for name in before:
            self._disk.remove(name)


def read_dead_letters(disk: Disk) -> Iterator[tuple[Header, bytes]]:
    """All that are there and whole, oldest first."""
    for name in _names(disk):
        for item in scan(disk.read(name, 0, disk.size(name))):
            if isinstance(item, Record) and item.kind == Kind.DEAD:
                with suppress(ValueError):  # of another version
                    _, header, start = decode_entry(item.body)
                    yield header, item.body[start:]


def _names(disk: Disk) -> list[str]:
    return [name for name in disk.names() if name.endswith(_SUFFIX)]
