"""What those who come after are told of traces whose spans pass before they are complete."""

from collections import OrderedDict
from collections.abc import Callable

from otelevals.api.batch import Metadata
from otelevals.api.gathering import Completion, Listener

_REMEMBERED = 20_000


class Announcements:
    """How traces were completed lately, and who wants to know."""

    def __init__(self, is_open: Callable[[Metadata, bytes], bool]) -> None:
        """`is_open`: whether more of a trace is waited for."""
        self._is_open = is_open
        self._told: OrderedDict[tuple[Metadata, bytes], Completion] = OrderedDict()
        self._listeners: dict[Listener, None] = {}

    def listen(self, listener: Listener) -> None:
        self._listeners[listener] = None

    def tell(self, metadata: Metadata, trace_id: bytes, completion: Completion) -> Exception | None:
        """What a listener raised, when all have been told."""
        key = (metadata, trace_id)
        self._told[key] = completion
        self._told.move_to_end(key)
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        failed: Exception | None = None
        for listener in self._listeners:
            try:
                listener(metadata, trace_id, completion)
            except Exception as error:  # noqa: BLE001 - the caller raises it when others have been told
                failed = failed or error
        return failed

    def find(self, metadata: Metadata, trace_id: bytes) -> Completion | None:
        """How a trace was completed, unless more of it is waited for. Spans may come to a listener after that, when
        somebody in between holds them."""
        return None if self._is_open(metadata, trace_id) else self._told.get((metadata, trace_id))


class Passing:
    """The traces of spans that passed with one metadata."""

    def __init__(self, announcements: Announcements, metadata: Metadata) -> None:
        self._announcements = announcements
        self.metadata = metadata

    def completion(self, trace_id: bytes) -> Completion | None:
        return self._announcements.find(self.metadata, trace_id)

    def listen(self, listener: Listener) -> None:
        self._announcements.listen(listener)
