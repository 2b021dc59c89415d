"""What a field of an interaction is: found in one place, or absent for a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from otelevals.genai.kinds import Kind
from otelevals.otlp.anyvalue import Value


class Found(NamedTuple):
    value: Any
    source: str
    """The attribute it came from."""


class Absent(NamedTuple):
    reason: str
    content_off: bool = False
    """Nothing of the exchange's content was captured, so this field is not there either."""


Field = Found | Absent


class Unreadable(ValueError):
    """A value is there and does not hold what its field needs; the message follows the attribute's name."""


class MissingInput(Exception):
    """A field that somebody cannot do without is absent."""

    def __init__(self, field: str, absent: Absent) -> None:
        super().__init__(absent.reason)
        self.field = field
        self.absent = absent


class Source(NamedTuple):
    """One place where a dialect keeps a field."""

    attribute: str
    read: Callable[[Value], Any]
    """The field's value; Unreadable when it is none."""


@dataclass(frozen=True)
class Dialect:
    """How one family of instrumentations writes GenAI spans."""

    name: str
    markers: frozenset[str]
    """Attributes of which any one makes a span a GenAI span."""
    fields: Mapping[str, tuple[Source, ...]]
    """Where each field is, best place first."""
    kinds: Mapping[str, Kind]
    """The kind of each operation."""
