"""Plain spans that came before the first GenAI span of their trace, kept in case that one comes and they can lend."""

from collections.abc import Sequence

from otelevals.api.trace_key import TraceKey
from otelevals.scoring.known import Came

_SPAN_BYTES = 500
_MOST_OF_A_TRACE = 20


class EarlySpans:
    """In two halves: when the newer one is full, the older one goes."""

    def __init__(self, max_bytes: int) -> None:
        self._most = max_bytes // 2
        self._newer: dict[TraceKey, list[Came]] = {}
        self._older: dict[TraceKey, list[Came]] = {}
        self._newer_bytes = self._older_bytes = 0

    @property
    def bytes(self) -> int:
        return self._newer_bytes + self._older_bytes

    def add(self, key: TraceKey, came: Came) -> None:
        size = _SPAN_BYTES + len(came[0])
        if size > self._most:
            return
        if self._newer_bytes + size > self._most:
            self._older, self._older_bytes = self._newer, self._newer_bytes
            self._newer, self._newer_bytes = {}, 0
        spans = self._newer.get(key)
        if spans is None:
            self._newer[key] = [came]
        elif len(spans) < _MOST_OF_A_TRACE:
            spans.append(came)
        else:
            return
        self._newer_bytes += size

    def take(self, key: TraceKey) -> Sequence[Came]:
        """What was kept of a trace, and is no longer."""
        older, newer = self._older.pop(key, None), self._newer.pop(key, None)
        if older:
            self._older_bytes -= _size(older)
        if newer:
            self._newer_bytes -= _size(newer)
        return [*(older or ()), *(newer or ())][:_MOST_OF_A_TRACE]


def _size(spans: Sequence[Came]) -> int:
    return _SPAN_BYTES * len(spans) + sum([len(raw) for raw, _ in spans])
