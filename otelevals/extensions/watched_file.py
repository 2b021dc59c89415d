"""A file whose content is read again when it changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import structlog

from otelevals.api.errors import ConfigError

T = TypeVar("T")

_log = structlog.get_logger()


class WatchedFile(Generic[T]):
    """What `parse` makes of a file. While the file cannot be read, or `parse` raises ValueError, the last good content
    holds, and the log says so once."""

    def __init__(self, option: str, path: Path, parse: Callable[[str], T]) -> None:
        self._option = option
        self._path = path
        self._parse = parse
        self._seen: tuple[int, int, int] | None = None  # of the file when it was last read
        self._content: T

    def start(self) -> None:
        """Read it. ConfigError: that cannot be done."""
        try:
            self._refresh()
        except OSError as error:
            raise ConfigError(f"cannot read {self._option} {self._path}: {_reason(error)}") from error
        except ValueError as error:
            raise ConfigError(f"{self._option} {self._path}: {error}") from None

    def current(self) -> T:
        """The content as the file is now; from any thread, once started."""
        try:
            self._refresh()
        except OSError as error:
            if self._seen is not None:
                self._seen = None
                self._complain(_reason(error))
        except ValueError as error:
            self._complain(str(error))
        return self._content

    def _refresh(self) -> None:
        stat = self._path.stat()
        seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if seen == self._seen:
            return
        text = self._path.read_text(encoding="utf-8", errors="replace")
        try:
            self._content = self._parse(text)
        finally:
            self._seen = seen

    def _complain(self, reason: str) -> None:
        _log.error(
            "file not read, its last content stays in use", option=self._option, path=str(self._path), error=reason
        )


def _reason(error: OSError) -> str:
    return (error.strerror or "").lower()
