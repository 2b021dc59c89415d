"""What those who come after are told of traces whose spans pass before they are complete."""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from otelevals.api.batch import Metadata
from otelevals.api.gathering import Completion, Listener
from otelevals.api.trace_key import TraceKey, trace_key

_REMEMBERED = 20_000


class Announcements:
    """How traces were completed lately, and who wants to know."""

    def __init__(self, is_open: Callable[[TraceKey], bool]) -> None:
        """`is_open`: whether more of a trace is waited for."""
        self._is_open = is_open
        self._told: OrderedDict[TraceKey, Completion] = OrderedDict()
        self._listeners: dict[Listener, None] = {}

    def listen(self, listener: Listener) -> None:
        self._listeners[listener] = None

    def tell(self, key: TraceKey, completion: Completion) -> Exception | None:
        """What a listener raised, when all have been told."""
        self._told[key] = completion
        self._told.move_to_end(key)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        failed: Exception | None = None
        for listener in self._listeners:
            try:
                listener(key, completion)
            except Exception as error:  # noqa: BLE001 - the caller raises it when others have been told
                failed = failed or error
        return failed

    def knows_none(self, keys: Iterable[TraceKey]) -> bool:
        return not self._told or self._told.keys().isdisjoint(keys)

    def find(self, key: TraceKey) -> Completion | None:
        """How a trace was completed, unless more of it is waited for. Spans may come to a listener after that, when
        somebody in between holds them."""
        return None if self._is_open(key) else self._told.get(key)


class Passing:
    """The traces of spans that passed with one metadata."""

    def __init__(self, announcements: Announcements, metadata: Metadata) -> None:
        self._announcements = announcements
        self.metadata = metadata

    def completion(self, trace_id: bytes) -> Completion | None:
        return self._announcements.find(trace_key(self.metadata, trace_id))

    def waits_for_all(self, trace_ids: Iterable[bytes]) -> bool:
        metadata = self.metadata
        keys = (trace_key(metadata, trace_id) for trace_id in trace_ids) if metadata else trace_ids
        return self._announcements.knows_none(keys)

    def listen(self, listener: Listener) -> None:
        self._announcements.listen(listener)
