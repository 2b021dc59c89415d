"""A file of records that is whole at any moment: what cannot be written completely is taken back."""

import contextlib
import os
import stat
from pathlib import Path

from otelevals.api.clock import Clock
from otelevals.exporters.file_rotation import Backups, RotationConfig

_LENGTH = 4
_in_use: list[Path] = []


class RecordFile:
    """Appends records, each with one write, so that a record is with the operating system when `append` returns.

    A file that is in use already, as when a reload brings a changed exporter, is never truncated.
    """

    def __init__(self, path: Path, *, keep: bool, lines: bool, rotation: RotationConfig | None, clock: Clock) -> None:
        self._path = path
        self._limit = rotation.max_megabytes * 1024 * 1024 if rotation else None
        self._backups = Backups(path, rotation) if rotation else None
        self._clock = clock
        self._fd = self._open(truncate=not keep and path not in _in_use)
        if self._regular:
            (_mend_lines if lines else _mend_frames)(self._fd)
        _in_use.append(path)

    def append(self, record: bytes) -> None:
        """Write the record or raise OSError and leave the file as it was."""
        size = os.fstat(self._fd).st_size
        if self._limit is not None and size and size + len(record) > self._limit:
            self._rotate()
            size = 0
        try:
            _write_all(self._fd, record)
        except OSError:
            if self._regular:
                os.ftruncate(self._fd, size)
            raise

    def close(self) -> None:
        _in_use.remove(self._path)
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
        self._fd = fresh
        for path in self._backups.expired(now):
            path.unlink(missing_ok=True)


def frame(record: bytes) -> bytes:
    """The record after its length, as a 4-byte big-endian number."""
    return len(record).to_bytes(_LENGTH, "big") + record


def _write_all(fd: int, data: bytes) -> None:
    written = os.write(fd, data)
    while written < len(data):
        written += os.write(fd, data[written:])


def _mend_lines(fd: int) -> None:
    """End a last line that has no end."""
    size = os.fstat(fd).st_size
    if size and os.pread(fd, 1, size - 1) != b"\n":
        os.write(fd, b"\n")


def _mend_frames(fd: int) -> None:
    """Cut off a last record that is not complete, which would make all after it unreadable."""
    size, end = os.fstat(fd).st_size, 0
    while len(length := os.pread(fd, _LENGTH, end)) == _LENGTH:
        after = end + _LENGTH + int.from_bytes(length, "big")
        if after > size:
            break
        end = after
    os.ftruncate(fd, end)
