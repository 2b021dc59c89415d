"""Plain spans that came before the first GenAI span of their trace, kept in case that one comes and they can lend."""

from collections import OrderedDict
from collections.abc import Sequence

from otelevals.api.span import Span
from otelevals.scoring.content import Key

_SPAN_BYTES = 500
_MOST_OF_A_TRACE = 20


class EarlySpans:
    """What came first goes first when there is no room."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._traces: OrderedDict[Key, list[Span]] = OrderedDict()
        self.bytes = 0

    def add(self, key: Key, span: Span) -> None:
        spans = self._traces.setdefault(key, [])
        if len(spans) < _MOST_OF_A_TRACE:
            spans.append(span)
            self.bytes += _size(span)
        while self.bytes > self._max_bytes:
            self.take(next(iter(self._traces)))

    def take(self, key: Key) -> Sequence[Span]:
        """What was kept of a trace, and is no longer."""
        spans = self._traces.pop(key, [])
        self.bytes -= sum(map(_size, spans))
        return spans


def _size(span: Span) -> int:
    return _SPAN_BYTES + len(span.raw)
