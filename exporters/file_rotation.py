"""Rotated files: how the old ones are named, and which of them are deleted."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from otelevals.api.config import Config

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}")
_FORMAT = "%Y-%m-%dT%H-%M-%S"


class RotationConfig(Config):
    max_megabytes: Annotated[int, Field(ge=1)] = 100
    """Begin a new file before this one gets larger."""
    max_days: Annotated[int, Field(ge=0)] = 0
    """Delete old files after so many days; 0 keeps them whatever their age."""
    max_backups: Annotated[int, Field(ge=0)] = 100
    """How many old files to keep; 0 keeps all."""
    localtime: bool = False
    """Name old files by local time instead of UTC."""


class Backups:
    """The old files of one path: `data.json` becomes `data-2026-09-14T05-02-14.173.json`."""

    def __init__(self, path: Path, config: RotationConfig) -> None:
        self._path = path
        self._config = config

    def name(self, unix_nano: int) -> Path:
        """A free name for a file that is rotated now."""
        while (candidate := self._named(self._time(unix_nano))).exists():
            unix_nano += 1_000_000
        return candidate

    def expired(self, unix_nano: int) -> list[Path]:
        """The old files to delete."""
        newest_first = sorted(self._find(), reverse=True)
        keep = self._config.max_backups or len(newest_first)
        expired = [path for _, path in newest_first[keep:]]
        if self._config.max_days:
            oldest = _stamp(self._time(unix_nano) - timedelta(days=self._config.max_days))
            expired += [path for stamp, path in newest_first[:keep] if stamp < oldest]
        return expired

    def _find(self) -> list[tuple[str, Path]]:
        prefix, suffix = f"{self._path.stem}-", self._path.suffix
        found = []
        for path in self._path.parent.iterdir():
            stamp = path.name.removeprefix(prefix).removesuffix(suffix)
            if path.name == f"{prefix}{stamp}{suffix}" and _STAMP.fullmatch(stamp):
                found.append((stamp, path))
        return found

    def _named(self, time: datetime) -> Path:
        return self._path.with_name(f"{self._path.stem}-{_stamp(time)}{self._path.suffix}")

    def _time(self, unix_nano: int) -> datetime:
        time = datetime.fromtimestamp(unix_nano / 1e9, UTC)
        return time.astimezone() if self._config.localtime else time


def _stamp(time: datetime) -> str:
    return f"{time.strftime(_FORMAT)}.{time.microsecond // 1000:03d}"
