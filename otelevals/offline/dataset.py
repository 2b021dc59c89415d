"""Reads datasets, a row a line of JSON: checked as a whole before the first row is given, and never held as a whole."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from otelevals.offline.rows import BadRow, Row, read_row

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

LIMIT = 64 * 1024 * 1024
"""The longest line, in bytes."""
MOST_PROBLEMS = 50
_HASH_DIGITS = 16


class BadDataset(Exception):
    """All that is wrong with a dataset, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Dataset:
    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Read and check all of it; BadDataset when something is wrong with it."""
        self.path = path
        self._limit = limit
        self.rows = 0
        """How many there are."""
        self.hash = ""
        """Of its content."""
        problems = list(self._check())
        if not self.rows and not problems:
            problems.append(f"{path}: has no rows")
        if problems:
            raise BadDataset(problems)

    def __iter__(self) -> Iterator[Row]:
        """The rows, read again; BadDataset when the file has changed meanwhile."""
        digest = sha256()
        for number, line in self._lines(digest):
            try:
                yield read_row(line, number)
            except BadRow:
                break
        if digest.hexdigest()[:_HASH_DIGITS] != self.hash:
            raise BadDataset([f"{self.path}: it changed while it was read"])

    def _check(self) -> Iterator[str]:
        digest = sha256()
        ids: dict[bytes, int] = {}
        spans: dict[bytes, int] = {}
        found = 0
        for number, line in self._lines(digest):
            mistakes: list[str] = []
            try:
                row = read_row(line, number)
            except BadRow as error:
                mistakes += error.mistakes
            else:
                self.rows += 1
                if (first := ids.setdefault(_key(row.id.encode()), number)) != number:
                    mistakes.append(f"id: {row.id} is that of line {first}, too")
                elif (first := spans.setdefault(_key(b"".join(row.ids)), number)) != number:
                    mistakes.append(f"span_id: it is that of line {first}, too")
            for mistake in mistakes:
                if found == MOST_PROBLEMS:
                    yield f"{self.path}: there may be more mistakes"
                    return
                found += 1
                yield f"{self.path}:{number}: {mistake}"
        self.hash = digest.hexdigest()[:_HASH_DIGITS]

    def _lines(self, digest: "Hash") -> Iterator[tuple[int, bytes]]:
        """The lines that are not blank, by their numbers."""
        try:
            with self.path.open("rb") as file:
                number = 0
                while line := file.readline(self._limit + 1):
                    number += 1
                    if len(line) > self._limit:
                        raise BadDataset([f"{self.path}:{number}: longer than {self._limit} bytes"])
                    digest.update(line)
                    line = line.removeprefix(BOM_UTF8) if number == 1 else line
                    if line.strip():
                        yield number, line
        except OSError as error:
            raise BadDataset([f"{self.path}: {(error.strerror or str(error)).lower()}"]) from error


def _key(name: bytes) -> bytes:
    """What takes less room than a name."""
    return sha256(name).digest()[:16]
