"""Which spans of a batch concern scorers: GenAI spans, and those of their traces that may lend them something."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.gathering import Completion, Gathering
from otelevals.api.span import Scope
from otelevals.api.trace_key import TraceKey, trace_key
from otelevals.genai.lending import lenders
from otelevals.genai.recognise import let_through, may_have_genai
from otelevals.scoring.early import EarlySpans
from otelevals.scoring.known import KnownTrace, KnownTraces, is_large

_MOST_SCOPES = 1000
_MIB = 1024 * 1024
_trace_id = itemgetter(0)
_NO_ID = frozenset((b"", bytes(8), bytes(16)))


class Arrival(NamedTuple):
    raw: bytes
    trace: KnownTrace
    span_id: bytes
    completion: Completion | None
    """How the trace was completed, None when nobody gathers it."""


class _Part(NamedTuple):
    """The spans of one request and one scope."""

    gathering: Gathering | None
    metadata: Metadata
    scope: Scope
    large: bool
    """Whether the scope is."""
    raws: Sequence[bytes]
    ids: Sequence[tuple[bytes, bytes, bytes]]
    genai: set[int]
    """The places of those that the prefilter lets through."""
    open: bool
    """Whether more is waited for of each of their traces."""

    def key(self, trace_id: bytes) -> TraceKey:
        return trace_key(self.metadata, trace_id) if self.metadata else trace_id

    def waits_for(self, trace_id: bytes) -> bool:
        return self.open or (self.gathering is not None and self.gathering.completion(trace_id) is None)

    def arrival(self, place: int, trace: KnownTrace) -> Arrival | None:
        """None when more of its trace is waited for."""
        trace_id, span_id, _ = self.ids[place]
        completion = None
        if self.gathering is not None and (self.open or (completion := self.gathering.completion(trace_id)) is None):
            return None
        return Arrival(self.raws[place], trace, span_id, completion)


class Arrivals:
    """Takes spans from batches into the traces that are known. What belongs to no trace is one by itself."""

    def __init__(self, known: KnownTraces, early_bytes: int = _MIB) -> None:
        """`early_bytes`: how much plain spans may take that came before any GenAI span of their trace."""
        self._known = known
        self._early = EarlySpans(early_bytes)
        self._scopes: dict[tuple[bytes, bytes], Scope] = {}

    def of(self, batch: Batch, now: float) -> list[Arrival]:
        """The GenAI spans of a batch, and a plain one for each other trace that is known, when all that it has of their
        traces is known. Those of traces of which more is waited for only come to be known."""
        found: list[Arrival] = []
        parts: list[_Part] = []
        for payload in batch.payloads:
            concerns = may_have_genai(payload.haystack)
            if concerns or payload.gathering is not None:
                parts += self._parts(payload, batch, concerns=concerns)
        for part in parts:
            if part.genai:
                found += self._genai(part, now)
        if len(self._known) or any(part.gathering is not None for part in parts):
            told = {arrival.trace for arrival in found}
            for part in parts:
                found += self._others(part, told)
        return found

    def _parts(self, payload: Payload, batch: Batch, *, concerns: bool) -> Iterator[_Part]:
        gathering = payload.gathering
        metadata = batch.metadata if gathering is None else gathering.metadata  # others may have left out some since
        for number, (raws, ids) in enumerate(zip(payload.parts, payload.ids, strict=True)):
            if raws:
                waits = gathering is not None and gathering.waits_for_all(map(_trace_id, ids))
                genai = let_through(raws) if concerns else set[int]()
                scope, large = self._shared(payload.scope(number))
                yield _Part(gathering, metadata, scope, large, raws, ids, genai, waits)

    def _genai(self, part: _Part, now: float) -> Iterator[Arrival]:
        known, scope = self._known, part.scope
        spans = size = 0
        for place in sorted(part.genai):
            trace_id, span_id, _ = part.ids[place]
            if trace_id in _NO_ID or span_id in _NO_ID:
                yield self._alone(part, place)
                continue
            key = trace_key(part.metadata, trace_id) if part.metadata else trace_id
            trace = known.get(key)
            if trace is None:
                trace = self._begin(key, now)
            else:
                known.touch(trace, now)
            raw = part.raws[place]
            trace.candidates.append(span_id)
            trace.comes_in(scope).append(raw)
            spans += 1
            size += len(raw)
            if part.large:
                known.add_large(trace, scope)
            if (arrival := part.arrival(place, trace)) is not None:
                yield arrival
        known.grew(spans, size)

    def _alone(self, part: _Part, place: int) -> Arrival:
        raw, (_, span_id, _) = part.raws[place], part.ids[place]
        trace = KnownTrace(b"")
        trace.candidates.append(span_id)
        trace.comes_in(part.scope).append(raw)
        return Arrival(raw, trace, span_id, None)

    def _begin(self, key: TraceKey, now: float) -> KnownTrace:
        trace = self._known.begin(key, now)
        for raw, scope in self._early.take(key):
            trace.comes_in(scope).append(raw)
            self._known.grew(1, len(raw))
            if is_large(scope):
                self._known.add_large(trace, scope)
        return trace

    def _others(self, part: _Part, told: set[KnownTrace]) -> Iterator[Arrival]:
        """Take plain spans in. The first one of each trace that is known stands for all, unless `told` has it."""
        genai, scope, metadata, known = part.genai, part.scope, part.metadata, self._known
        find = known.get
        unknown: list[int] = []
        latest: bytes | None = None
        spans = size = 0
        for place, (raw, (trace_id, _, _)) in enumerate(zip(part.raws, part.ids, strict=True)):
            if place in genai:
                continue
            if trace_id != latest:  # of traces that are gathered every span comes through here
                latest, trace = trace_id, find(trace_key(metadata, trace_id) if metadata else trace_id)
                if trace is not None:
                    raws = trace.raws if trace.scope is scope else trace.comes_in(scope)
                    if part.large:
                        known.add_large(trace, scope)
                    if not part.open and trace not in told and (arrival := part.arrival(place, trace)) is not None:
                        told.add(trace)
                        yield arrival
            if trace is None:
                unknown.append(place)
                continue
            raws.append(raw)
            spans += 1
            size += len(raw)
        known.grew(spans, size)
        if unknown and part.gathering is not None:
            self._keep_early(part, unknown)

    def _keep_early(self, part: _Part, places: Sequence[int]) -> None:
        if not part.open:
            places = [place for place in places if part.waits_for(part.ids[place][0])]
        for number in sorted(lenders([part.raws[place] for place in places])):
            place = places[number]
            trace_id, _, _ = part.ids[place]
            if trace_id not in _NO_ID:
                self._early.add(part.key(trace_id), (part.raws[place], part.scope))

    def _shared(self, scope: Scope) -> tuple[Scope, bool]:
        """The same scope as other requests had it, unless it is large: what is kept needs it once. Whether it is."""
        if is_large(scope):
            return scope, True
        key = (scope.resource.raw, scope.raw)
        known = self._scopes.get(key)
        if known is None:
            if len(self._scopes) >= _MOST_SCOPES:
                self._scopes.clear()
            known = self._scopes[key] = scope
        return known, False
