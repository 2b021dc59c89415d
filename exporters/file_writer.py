"""A file of records that is whole at any moment: what cannot be written completely is taken back."""

import contextlib
import os
import stat
from pathlib import Path

from otelevals.api.clock import Clock
from otelevals.exporters.file_rotation import Backups, RotationConfig

_LENGTH = 4


class RecordFile:
    """Appends records, each with one write, so that a record is with the operating system when `append` returns."""

    def __init__(self, path: Path, *, keep: bool, lines: bool, rotation: RotationConfig | None, clock: Clock) -> None:
        self._path = path
        self._limit = rotation.max_megabytes * 1024 * 1024 if rotation else None
        self._backups = Backups(path, rotation) if rotation else None
        self._clock = clock
        self._fd = self._open(truncate=not keep)
        self._size = 0
        if self._regular:
            self._size = (_mend_lines if lines else _mend_frames)(self._fd)

    def append(self, record: bytes) -> None:
        """Write the record or raise OSError and leave the file as it was."""
        if self._limit is not None and self._size and self._size + len(record) > self._limit:
            self._rotate()
        try:
            _write_all(self._fd, record)
        except OSError:
            if self._regular:
                os.ftruncate(self._fd, self._size)
            raise
        self._size += len(record)

    def close(self) -> None:
        os.close(self._fd)

    def _open(self, *, truncate: bool) -> int:
        flags = os.O_RDWR if self._path.is_file() or not self._path.exists() else os.O_WRONLY
        fd = os.open(self._path, flags | os.O_CREAT | os.O_APPEND | (os.O_TRUNC if truncate else 0), 0o644)
        self._regular = stat.S_ISREG(os.fstat(fd).st_mode)
        return fd

    def _rotate(self) -> None:
        assert self._backups is not None
        now = self._clock.unix_nano()
        backup = self._backups.name(now)
        with contextlib.suppress(FileNotFoundError):  # somebody else may have moved it away
            self._path.rename(backup)
        try:
            fresh = self._open(truncate=True)
        except OSError:
            with contextlib.suppress(FileNotFoundError):
                backup.rename(self._path)
            raise
        os.close(self._fd)
        self._fd, self._size = fresh, 0
        for path in self._backups.expired(now):
            path.unlink(missing_ok=True)


def frame(record: bytes) -> bytes:
    """The record after its length, as a 4-byte big-endian number."""
    return len(record).to_bytes(_LENGTH, "big") + record


def _write_all(fd: int, data: bytes) -> None:
    written = os.write(fd, data)
    while written < len(data):
        written += os.write(fd, data[written:])


def _mend_lines(fd: int) -> int:
    """End a last line that has no end; gives the size."""
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        size += os.write(fd, b"\n")
    return size


def _mend_frames(fd: int) -> int:
    """Cut off a last record that is not complete, which would make all after it unreadable; gives the size."""
    size, end = os.fstat(fd).st_size, 0
    while len(length := os.pread(fd, _LENGTH, end)) == _LENGTH:
        after = end + _LENGTH + int.from_bytes(length, "big")
        if after > size:
            break
        end = after
    os.ftruncate(fd, end)
    return end
