"""What redaction did to one part of telemetry. Nothing in it holds a value."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Note(NamedTuple):
    """One thing that was taken out."""

    place: str
    """What it was in, such as `span attribute`."""
    key: str
    kind: str
    """Of private data, or one of those of `entries`."""


@dataclass
class Changes:
    """What became of the attributes of one span, event, record or the like, or of one body."""

    place: str
    notes: list[Note] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)
    """Keys that were removed."""
    masked: list[str] = field(default_factory=list)
    """Keys with something taken out of their values."""
    allowed: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def mask(self, key: str, kinds: Sequence[str]) -> None:
        if kinds:
            self.masked.append(key)
            self.notes += [Note(self.place, key, kind) for kind in kinds]

    def remove(self, key: str, kind: str) -> None:
        self.redacted.append(key)
        self.notes.append(Note(self.place, key, kind))
