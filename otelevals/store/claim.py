"""A name at a store that one holder at a time has, among processes and within one, until it lets go of it or its
process ends, however that happens."""

import fcntl
import os
from pathlib import Path
from urllib.parse import quote

from otelevals.store.errors import Unavailable


class Claim:
    """A lock on a file beside the database, which is never removed."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path.with_name(f"{path.name}-{quote(name, safe='')}.lock")
        self._file: int | None = None

    def take(self) -> bool:
        """Whether it is this one's; it does not wait."""
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(f"cannot lock {self._path}: {(error.strerror or str(error)).lower()}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def drop(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
