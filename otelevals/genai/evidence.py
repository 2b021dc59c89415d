"""What there is to read a field from: a span's attributes, its events, and what is around it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from otelevals.api.span import Span
from otelevals.genai.flat import unflatten
from otelevals.genai.kinds import Kind
from otelevals.otlp.anyvalue import Value, to_python

_DEEPEST = 200
_LIKE_JSON = re.compile(r'[\[{]\s*["\[{\]}]').match
_JSON_STARTS = ("[", "{", '"')


class Unreadable(ValueError):
    """A value is there and does not hold what its field needs; the message follows the place's name."""


class Event(NamedTuple):
    """Something that was said in the course of a span: one of its events."""

    name: str
    time: int
    """Unix nanoseconds, 0 when not known."""
    attributes: dict[str, Value]


class Evidence:
    """Reads and remembers. What is cut off or of a wrong type is Unreadable, never another error."""

    __slots__ = ("_events", "_flat", "_structures", "joined", "span")

    def __init__(self, span: Span, joined: Sequence[Event] = ()) -> None:
        self.span = span
        self.joined = joined
        self._events: list[Event] | None = None
        self._flat: dict[str, Value] = {}
        self._structures: dict[str, Value] = {}

    @property
    def kind(self) -> Kind:
        """What sort of work it is: OTHER until an interaction has found it out."""
        return Kind.OTHER

    def attribute(self, key: str) -> Value:
        return self.span.attribute(key)

    def structure(self, key: str) -> Value:
        """An attribute that holds something structured, natively or as JSON; a text that is no JSON stays one."""
        if key not in self._structures:
            value = self.span.attribute(key)
            self._structures[key] = parse(value) if isinstance(value, str) else value
        return self._structures[key]

    def flat(self, prefix: str) -> Value:
        """What was taken apart into attributes that begin with `prefix` and a dot; None when there is none."""
        if prefix not in self._flat:
            self._flat[prefix] = unflatten(self.span.attributes, prefix) if prefix.encode() in self.span.raw else None
        return self._flat[prefix]

    @property
    def events(self) -> list[Event]:
        """In the order in which they were written: the span's own, then those that came as log records."""
        if self._events is None:
            self._events = [*_events_of(self.span.message), *self.joined]
        return self._events

    def may_have_event(self, names: Iterable[bytes]) -> bool:
        """False proves that there is no event of these names, without decoding anything."""
        return bool(self.joined) or any(map(self.span.raw.__contains__, names))

    def events_named(self, *names: str) -> list[Event]:
        return [event for event in self.events if event.name in names]

    @property
    def scope_name(self) -> str:
        name: str = self.span.scope.message.name
        return name


def parse(text: str) -> Value:
    """JSON when it is some, the text itself when it does not look like it."""
    stripped = text.strip()
    if not stripped.startswith(_JSON_STARTS):
        return text
    try:
        value = orjson.loads(stripped)
        if stripped.count("[") + stripped.count("{") > _DEEPEST:
            orjson.dumps(value)  # which refuses what is nested too deeply to be walked through
        return value
    except orjson.JSONEncodeError as error:
        raise Unreadable("is nested too deeply") from error
    except orjson.JSONDecodeError as error:
        if not _LIKE_JSON(stripped):
            return text  # which begins with a quotation, a list's number, a placeholder
        raise Unreadable("is not valid JSON; it may have been cut") from error


def _events_of(message: Any) -> Iterator[Event]:
    for event in message.events:
        attributes = {item.key: to_python(item.value) for item in event.attributes}
        yield Event(event.name, event.time_unix_nano, attributes)
