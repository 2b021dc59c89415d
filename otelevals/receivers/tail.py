"""Follows one file that grows and gives its whole lines, through renames and truncation."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    data: bytes
    """Without its newline."""
    number: int
    too_long: bool = False
    """Longer than the limit; `data` is empty then."""


class Tail:
    """An open file and how far it was read. Because it stays open, a rename or removal loses none of its lines."""

    def __init__(self, path: Path, max_line: int, *, at_end: bool = False) -> None:
        self.path = path
        self._max_line = max_line
        self._file = path.open("rb")
        status = os.fstat(self._file.fileno())
        self.key = (status.st_dev, status.st_ino)
        self._number = 0  # lines read
        self._position = 0  # where the next line begins
        self._seen = 0  # how far the file was looked at; more than _position while a line is incomplete
        self._skipping = False  # the rest of a line that is too long, or that began before us
        if at_end and status.st_size:
            self._position = self._seen = status.st_size
            self._file.seek(-1, os.SEEK_END)
            self._skipping = self._file.read(1) != b"\n"

    def close(self) -> None:
        self._file.close()

    def rewind(self) -> None:
        """Begin again with the first line."""
        self._number = self._position = self._seen = 0
        self._skipping = False

    @property
    def finished(self) -> bool:
        """Every byte of the file was given in a line."""
        return self._position == os.fstat(self._file.fileno()).st_size and not self._skipping

    def lines(self) -> Iterator[Line]:
        """The lines from here to the end, the last one once it has its newline. May be left early and called again."""
        size = os.fstat(self._file.fileno()).st_size
        if size < self._position:
            self.rewind()
        if size == self._seen:
            return
        self._file.seek(self._position)
        while data := self._file.readline(self._max_line + 1):
            complete = data.endswith(b"\n")
            if not (complete or self._skipping or len(data) > self._max_line):
                break
            self._position += len(data)
            skipped = self._skipping
            self._skipping = not complete
            if complete:
                self._number += 1
            if not skipped:
                yield Line(data[:-1], self._number) if complete else Line(b"", self._number + 1, too_long=True)
        self._seen = self._position + len(data)
