"""What a field of an interaction is: found in one place, or absent for a reason; and where dialects keep it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from otelevals.api.span import Span
from otelevals.genai.evidence import Evidence
from otelevals.otlp.anyvalue import Value


class Found(NamedTuple):
    value: Any
    source: str
    """The attribute or event it came from."""
    lender: Span | None = None
    """The span of the same trace that it came from, where it is not the interaction's own."""


class Absent(NamedTuple):
    reason: str
    content_off: bool = False
    """Nothing of the exchange's content was captured, so this field is not there either."""


Field = Found | Absent


class Fields(Protocol):
    """Whoever has fields, for what follows from several of them."""

    def get(self, name: str) -> Field: ...


class MissingInput(Exception):
    """A field that somebody cannot do without is absent."""

    def __init__(self, field: str, absent: Absent) -> None:
        super().__init__(absent.reason)
        self.field = field
        self.absent = absent


class Source(NamedTuple):
    """One place where a dialect keeps a field. `genai/places.py` makes them."""

    place: str
    """As a person looks for it: an attribute, an event, the beginning of several attributes."""
    find: Callable[[Evidence], Value]
    """What is there, None when nothing is; Unreadable when it cannot even be looked at."""
    read: Callable[[Any], Any]
    """The field's value; Unreadable when it is none."""
    needs: tuple[str, ...] = ()
    """Attributes of which one must be there, or nothing is at this place; one that ends with a dot stands for all that
    begin with it. None are named where that cannot be said."""


@dataclass(frozen=True)
class Dialect:
    """How one family of instrumentations writes GenAI spans: a table, which is all that its module holds."""

    name: str
    """As its users call it."""
    markers: tuple[str, ...]
    """Attributes of which any one makes a span a GenAI span; one that ends with `.` or `:` stands for all that begin
    with it."""
    fields: Mapping[str, tuple[Source, ...]]
    """Where each field of the catalog is, best place first."""
    marks: Callable[[Evidence], bool] | None = None
    """Whether it is a span of this dialect, where no attribute alone says so; asked when one of `hints` is there."""
    hints: tuple[str, ...] = ()
    """Attributes without which `marks` is False."""
    corrections: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    """Places that come before those of every dialect: what is written wrongly where others would look first."""
