"""Which spans of a batch concern scorers: GenAI spans, and those of their traces that may lend them something."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.gathering import Completion, Gathering
from otelevals.api.span import Scope, Span
from otelevals.genai.lending import lends
from otelevals.genai.recognise import prefilter
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_ids import span_ids
from otelevals.scoring.content import Key
from otelevals.scoring.early import EarlySpans
from otelevals.scoring.known import LARGE, KnownTrace, KnownTraces

_MOST_SCOPES = 1000
_MIB = 1024 * 1024


class Arrival(NamedTuple):
    raw: bytes
    trace: KnownTrace
    span_id: bytes
    is_new: bool
    """False for a further copy of a span."""
    gathering: Gathering | None

    @property
    def completion(self) -> Completion | None:
        """How the trace was completed, None when it is not complete or nobody gathers it."""
        return None if self.gathering is None else self.gathering.completion(self.trace.key[1])


class Arrivals:
    """Takes spans from batches into the traces that are known. What belongs to no trace is one by itself."""

    def __init__(self, known: KnownTraces, on_unsound: Callable[[], None], early_bytes: int = _MIB) -> None:
        """`on_unsound` is told of each GenAI span whose ids cannot be read. `early_bytes`: how much plain spans may
        take that came before any GenAI span of their trace."""
        self._known = known
        self._early = EarlySpans(early_bytes)
        self._on_unsound = on_unsound
        self._scopes: dict[tuple[bytes, bytes], Scope] = {}

    def of(self, batch: Batch, now: float) -> list[Arrival]:
        """The GenAI spans of a batch and the others of traces that have GenAI spans, when all that it has of their
        traces is known."""
        found: list[Arrival] = []
        others: list[tuple[Payload, Scope, list[bytes]]] = []
        for payload in batch.payloads:
            concerns = prefilter(payload.haystack)
            if not concerns and payload.gathering is None:
                continue
            metadata = _metadata(payload, batch)
            for number, raws in enumerate(payload.parts):
                if not raws:
                    continue
                scope = self._shared(payload.scope(number))
                genai = [raw for raw in raws if prefilter(raw)] if concerns else []
                for raw in genai:
                    arrival = self._genai(payload.gathering, Span(raw, scope), metadata, now)
                    if arrival is not None:
                        found.append(arrival)
                if len(genai) < len(raws):
                    known = set(map(id, genai))
                    others.append((payload, scope, [raw for raw in raws if id(raw) not in known]))
        if others and (found or len(self._known) or any(payload.gathering for payload in batch.payloads)):
            for payload, scope, raws in others:
                found += self._others(payload.gathering, scope, raws, _metadata(payload, batch))
        return found

    def _genai(self, gathering: Gathering | None, span: Span, metadata: Metadata, now: float) -> Arrival | None:
        raw = span.raw
        try:
            trace_id, span_id, _ = span_ids(raw)
        except MalformedRequest:
            self._on_unsound()
            return None
        key = (metadata, trace_id)
        if not (any(trace_id) and any(span_id)):
            trace = KnownTrace(key)
            trace.add(span_id, span, genai=True)
            return Arrival(raw, trace, span_id, True, None)
        early = self._early.take(key) if self._known.get(key) is None else []
        trace = self._known.open(key, now)
        for each in early:
            self._known.add(trace, each.ids.span_id, each, genai=False)
        is_new = self._known.add(trace, span_id, span, genai=True)
        return Arrival(raw, trace, span_id, is_new, gathering)

    def _others(
        self, gathering: Gathering | None, scope: Scope, raws: Iterable[bytes], metadata: Metadata
    ) -> Iterator[Arrival]:
        """Take plain spans in. The first one of each trace that is known stands for those with it."""
        touched: dict[Key, Arrival] = {}
        for raw in raws:
            try:
                trace_id, span_id, _ = span_ids(raw)
            except MalformedRequest:
                continue
            key = (metadata, trace_id)
            trace = self._known.get(key)
            if trace is not None:
                is_new = self._known.add(trace, span_id, Span(raw, scope), genai=False)
                if key not in touched:
                    touched[key] = Arrival(raw, trace, span_id, is_new, gathering)
            elif gathering is not None and gathering.completion(trace_id) is None and lends(raw):
                self._early.add(key, Span(raw, scope))
        return iter(touched.values())

    def _shared(self, scope: Scope) -> Scope:
        """The same scope as other requests had it, unless it is large: what is kept needs it once."""
        key = (scope.resource.raw, scope.raw)
        if len(key[0]) + len(key[1]) > LARGE:
            return scope
        known = self._scopes.get(key)
        if known is None:
            if len(self._scopes) >= _MOST_SCOPES:
                self._scopes.clear()
            known = self._scopes[key] = scope
        return known


def _metadata(payload: Payload, batch: Batch) -> Metadata:
    """What the traces of a payload came with: others may have left out some of it since they were gathered."""
    return batch.metadata if payload.gathering is None else payload.gathering.metadata
