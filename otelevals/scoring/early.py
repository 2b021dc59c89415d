"""Plain spans that came before the first GenAI span of their trace, kept in case that one comes and they can lend."""

from collections import OrderedDict
from collections.abc import Sequence

from otelevals.api.trace_key import TraceKey
from otelevals.scoring.known import Came

_SPAN_BYTES = 500
_MOST_OF_A_TRACE = 20


class EarlySpans:
    """What came first goes first when there is no room."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._traces: OrderedDict[TraceKey, list[Came]] = OrderedDict()
        self.bytes = 0

    def add(self, key: TraceKey, came: Came) -> None:
        spans = self._traces.get(key)
        if spans is None:
            spans = self._traces[key] = []
        if len(spans) < _MOST_OF_A_TRACE:
            spans.append(came)
            self.bytes += _SPAN_BYTES + len(came[0])
        while self.bytes > self._max_bytes:
            _, oldest = self._traces.popitem(last=False)
            self.bytes -= _size(oldest)

    def take(self, key: TraceKey) -> Sequence[Came]:
        """What was kept of a trace, and is no longer."""
        spans = self._traces.pop(key, [])
        if spans:
            self.bytes -= _size(spans)
        return spans


def _size(spans: Sequence[Came]) -> int:
    return _SPAN_BYTES * len(spans) + sum([len(raw) for raw, _ in spans])
