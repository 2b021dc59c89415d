"""Content of spans that comes by itself, as log records: kept for its spans, whichever comes first."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from otelevals.api.batch import Metadata
from otelevals.api.trace_key import TraceKey, metadata_of
from otelevals.genai.evidence import Event

_EVENT_BYTES, _ATTRIBUTE_BYTES = 400, 150
_NAME = 200  # characters of a service's name by which it is known
_MOST_SERVICES, _MOST_EVENTS = 10_000, 200


@dataclass(slots=True)
class _Events:
    at: float
    """When the last one came."""
    by_span: dict[bytes, list[Event]] = field(default_factory=dict)
    size: int = 0


class Content:
    """The events of recent traces, and which services send any. What was quiet for longest goes first."""

    def __init__(self, max_bytes: int, max_age: float, recent: float) -> None:
        """`recent`: for how long after its last event a service counts as one that sends content."""
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._recent = recent
        self._traces: OrderedDict[TraceKey, _Events] = OrderedDict()
        self._services: OrderedDict[tuple[Metadata, str], float] = OrderedDict()
        self._size = 0
        self.listeners: list[Callable[[TraceKey, Collection[bytes]], None]] = []
        """Told for which spans of a trace there is content."""

    def add(self, key: TraceKey, span_id: bytes, service: str, event: Event, size: int, now: float) -> bool:
        """Take an event of a span of a service, in a log record of so many bytes; False when it is known."""
        metadata = metadata_of(key)
        service = service[:_NAME]
        self._services[metadata, service] = now
        self._services.move_to_end((metadata, service))
        if len(self._services) > _MOST_SERVICES:
            self._services.popitem(last=False)
        known = self._traces.setdefault(key, _Events(now))
        self._traces.move_to_end(key)
        events = known.by_span.setdefault(span_id, [])
        if event in events or len(events) >= _MOST_EVENTS:
            return False
        events.append(event)
        known.at = now
        size += _EVENT_BYTES + _ATTRIBUTE_BYTES * len(event.attributes)
        known.size += size
        self._size += size
        self._forget(now)
        return True

    def tell(self, key: TraceKey, span_ids: Collection[bytes]) -> None:
        """Tell everybody for which spans of a trace content has come."""
        for listener in self.listeners:
            listener(key, span_ids)

    def of(self, key: TraceKey) -> Mapping[bytes, Sequence[Event]]:
        """What came for the spans of a trace, by their ids."""
        known = self._traces.get(key)
        return known.by_span if known is not None else {}

    def is_sent_by(self, metadata: Metadata, service: str, now: float) -> bool:
        """Whether a service sent content as log records recently."""
        if not self._services:
            return False
        at = self._services.get((metadata, service[:_NAME]))
        return at is not None and at + self._recent > now

    def _forget(self, now: float) -> None:
        while self._traces:
            key, oldest = next(iter(self._traces.items()))
            if self._size <= self._max_bytes and oldest.at + self._max_age > now:
                return
            self._size -= oldest.size
            del self._traces[key]
