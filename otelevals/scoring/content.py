"""Content of spans that comes by itself, as log records: kept for its spans, whichever comes first."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from otelevals.api.batch import Metadata
from otelevals.genai.evidence import Event

Key = tuple[Metadata, bytes]
"""The metadata that a trace came with, and its id."""

_EVENT_BYTES = 300
_MOST_SERVICES, _MOST_EVENTS = 10_000, 200


@dataclass(slots=True)
class _Events:
    at: float
    """When the last one came."""
    by_span: dict[bytes, list[Event]] = field(default_factory=dict)
    size: int = 0


class Content:
    """The events of recent traces, and which services send any. What was quiet for longest goes first."""

    def __init__(self, max_bytes: int, max_age: float) -> None:
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._traces: OrderedDict[Key, _Events] = OrderedDict()
        self._services: OrderedDict[tuple[Metadata, str], float] = OrderedDict()
        self._size = 0
        self.listeners: list[Callable[[Key, bytes], None]] = []
        """Told that there is content for a span."""

    def add(self, key: Key, span_id: bytes, service: str, event: Event, size: int, now: float) -> None:
        """An event of a span of a service, in a log record of so many bytes."""
        metadata, _ = key
        self._services[metadata, service] = now
        self._services.move_to_end((metadata, service))
        if len(self._services) > _MOST_SERVICES:
            self._services.popitem(last=False)
        known = self._traces.setdefault(key, _Events(now))
        self._traces.move_to_end(key)
        events = known.by_span.setdefault(span_id, [])
        if event in events or len(events) >= _MOST_EVENTS:
            return
        events.append(event)
        known.at = now
        known.size += size + _EVENT_BYTES
        self._size += size + _EVENT_BYTES
        self._forget(now)
        for listener in self.listeners:
            listener(key, span_id)

    def of(self, key: Key) -> Mapping[bytes, Sequence[Event]]:
        """What came for the spans of a trace, by their ids."""
        known = self._traces.get(key)
        return known.by_span if known is not None else {}

    def is_sent_by(self, metadata: Metadata, service: str, now: float) -> bool:
        """Whether a service sent content as log records recently."""
        if not self._services:
            return False
        at = self._services.get((metadata, service))
        return at is not None and at + self._max_age > now

    def _forget(self, now: float) -> None:
        while self._traces:
            key, oldest = next(iter(self._traces.items()))
            if self._size <= self._max_bytes and oldest.at + self._max_age > now:
                return
            self._size -= oldest.size
            del self._traces[key]
