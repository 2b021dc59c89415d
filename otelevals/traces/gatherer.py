"""Gathers spans by their traces, and says when a trace is complete. Time comes in as an argument."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from typing import Any, NamedTuple

from otelevals.api.batch import Metadata, Parts, Payload
from otelevals.api.gathering import COMPLETE, Completion
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_ids import Parent, span_ids
from otelevals.traces.envelopes import Envelopes
from otelevals.traces.open_trace import SPAN_BYTES, OpenTrace, Origin, where

Key = bytes | tuple[Metadata, bytes]
"""The id of a trace, and the metadata that it came with if any: what came with other metadata is another trace."""

_NO_TRACE = bytes(16)

NO_ROOT = Completion("its root has not come")
MISSING = Completion("a span is missing that others are under")
PUSHED_OUT = Completion("it was pushed out of memory")
STOPPED = Completion("the pipeline stopped")
_REMEMBERED = 100_000
"""Traces that have left and that later spans are known to belong to."""
_ALARMS = 1000
"""So many may be out of date before it is worth while to remove them."""


@dataclass(frozen=True)
class Limits:
    traces: int
    spans: int
    bytes: int


@dataclass(frozen=True)
class Waits:
    """In seconds."""

    root_ended: float
    """Quiet after the root came."""
    idle: float
    """Quiet without a root."""
    max_wait: float
    fixed: float | None = None
    """From the first span on, whatever comes."""


class Done(NamedTuple):
    trace: OpenTrace
    completion: Completion
    size: int
    """Bytes that it took, with the resources and scopes that no other open trace needs."""


class Gatherer:
    def __init__(self, limits: Limits, waits: Waits, *, keep: bool) -> None:
        """`keep`: whether to keep the spans until their trace is complete, or only to watch them pass."""
        self._limits = limits
        self._waits = waits
        self._keep = keep
        self._traces = OrderedDict[Key, OpenTrace]()  # those that were quiet for longest come first, roughly
        self._alarms: list[tuple[float, int, Key]] = []  # a heap; a trace may be due later than it says
        self._number = count()
        self._left = OrderedDict[int, bool]()  # by the hash of its key: whether later spans had better not wait long
        self._envelopes = Envelopes()
        self.too_late = Completion(f"it took more than {waits.max_wait:g} seconds")
        """How a trace is completed that `max_wait` was over for."""
        self.spans = self.bytes = 0

    def __len__(self) -> int:
        return len(self._traces)

    def is_open(self, metadata: Metadata, trace_id: bytes) -> bool:
        """Whether more of a trace is waited for."""
        return ((metadata, trace_id) if metadata else trace_id) in self._traces

    def add(self, payload: Payload, metadata: Metadata, now: float) -> Parts | None:
        """Take in the spans of a payload; those that belong to no trace are given back, None when there are none."""
        strays: Parts | None = None
        envelopes = self._envelopes.of(payload) if self._keep else None
        request = object() if payload.account is None else payload.account
        for number, raws in enumerate(payload.parts):
            origin = None if envelopes is None else Origin(envelopes[number], payload.account, request)
            lost = self._add_scope(raws, origin, payload.account, metadata, now)
            if lost:
                strays = strays or [[] for _ in payload.parts]
                strays[number] = lost
        return strays

    def due(self) -> float | None:
        if self._crowded and not self._keep:
            return -inf
        alarms = self._alarms
        while alarms and not self._is_live(alarms[0]):
            heappop(alarms)
        return alarms[0][0] if alarms else None

    def ripe(self, now: float) -> Iterator[Done]:
        """Traces that are complete or have waited long enough, taken out, and watched ones for which there is no room:
        `surplus` would tell of them before anybody has seen the spans that pass."""
        if not self._keep:
            yield from self._pushed_out()
        while (due := self.due()) is not None and due <= now:
            trace = self._traces[heappop(self._alarms)[2]]
            trace.alarm = inf
            if self._due(trace) <= now:
                completion = self._completion(trace, now)
                if completion is not None:
                    yield self._take(trace, completion)
                    continue
                trace.patient = True
            self._set_alarm(trace)

    def surplus(self) -> Iterator[Done]:
        """Traces whose spans there is no room to keep, those that were quiet for longest, taken out."""
        return self._pushed_out() if self._keep else iter(())

    def everything(self) -> Iterator[Done]:
        """All traces, taken out."""
        while self._traces:
            yield self._take(next(iter(self._traces.values())), STOPPED)

    @property
    def _crowded(self) -> bool:
        limits = self._limits
        return len(self._traces) > limits.traces or self.spans > limits.spans or self.bytes > limits.bytes

    def _pushed_out(self) -> Iterator[Done]:
        while self._crowded:
            trace = next(iter(self._traces.values()))
            if trace.stirred:
                trace.stirred = False
                self._traces.move_to_end(_key(trace))
            else:
                yield self._take(trace, PUSHED_OUT)

    def _add_scope(
        self, raws: list[bytes], origin: Origin | None, account: Any, metadata: Metadata, now: float
    ) -> list[bytes]:
        strays: list[bytes] = []
        trace: OpenTrace | None = None
        for raw in raws:  # every span comes through here
            try:
                trace_id, span_id, parent_id = span_ids(raw)
            except MalformedRequest:
                trace_id = b""
            if trace is None or trace_id != trace.trace_id:
                if not trace_id or trace_id == _NO_TRACE:
                    strays.append(raw)
                    continue
                trace = self._open(metadata, trace_id, now)
                ids, missing, kept, origins = trace.ids, trace.missing, trace.raws, trace.origins
            if origin is not None:
                kept.append(raw)
                origins.append(origin)
            else:
                trace.passed += 1
                if account is not None:
                    trace.accounts[account] = trace.accounts.get(account, 0) + 1
            ids.add(span_id)
            if span_id in missing:
                del missing[span_id]
            if not parent_id:
                trace.rooted = True
                self._set_alarm(trace)
            elif parent_id not in ids and parent_id not in missing:
                missing[parent_id] = raw if origin is not None else where(raw)
        spans = len(raws) - len(strays)
        self.spans += spans
        self.bytes += SPAN_BYTES * spans
        if origin is not None:
            self.bytes += sum(map(len, raws)) - sum(map(len, strays))
            if spans:
                self._enter(origin, spans)
        return strays

    def _enter(self, origin: Origin, spans: int) -> None:
        """An envelope counts once for as long as there are open spans in it."""
        origin.spans = spans
        if not origin.envelope.origins:
            self.bytes += origin.envelope.size
        origin.envelope.origins += 1

    def _leave(self, trace: OpenTrace) -> None:
        for origin in trace.origins:
            origin.spans -= 1
            if not origin.spans:
                origin.envelope.origins -= 1
                if not origin.envelope.origins:
                    self.bytes -= origin.envelope.size

    def _open(self, metadata: Metadata, trace_id: bytes, now: float) -> OpenTrace:
        key = (metadata, trace_id) if metadata else trace_id
        trace = self._traces.get(key)
        if trace is None:
            trace = self._traces[key] = OpenTrace(metadata, trace_id, now, rooted=self._left.pop(hash(key), None))
            self.bytes += trace.overhead
            self._set_alarm(trace)
            return trace
        trace.last = now
        trace.stirred = True
        if trace.patient:
            trace.patient = False
            self._set_alarm(trace)
        return trace

    def _due(self, trace: OpenTrace) -> float:
        waits = self._waits
        if waits.fixed is not None:
            return trace.first + waits.fixed
        last = trace.first + waits.max_wait
        if trace.patient and not trace.rooted:
            return last
        return min(last, trace.last + (waits.root_ended if trace.rooted else waits.idle))

    def _completion(self, trace: OpenTrace, now: float) -> Completion | None:
        """How a trace that is due is completed; None when it had better be waited for."""
        waits = self._waits
        if trace.rooted and (waits.fixed is not None or now >= trace.last + waits.root_ended):
            return MISSING if not trace.continued and Parent.LOCAL in trace.missing_parents() else COMPLETE
        if waits.fixed is None and now >= trace.first + waits.max_wait:
            return self.too_late
        missing = trace.missing_parents()
        if waits.fixed is None and Parent.LOCAL in missing:
            return None
        return COMPLETE if missing <= {Parent.REMOTE} else NO_ROOT

    def _set_alarm(self, trace: OpenTrace) -> None:
        due = self._due(trace)
        if due < trace.alarm:
            trace.alarm = due
            heappush(self._alarms, (due, next(self._number), _key(trace)))
            if len(self._alarms) > _ALARMS + 2 * len(self._traces):
                self._alarms = list(filter(self._is_live, self._alarms))
                heapify(self._alarms)

    def _is_live(self, alarm: tuple[float, int, Key]) -> bool:
        trace = self._traces.get(alarm[2])
        return trace is not None and trace.alarm == alarm[0]

    def _take(self, trace: OpenTrace, completion: Completion) -> Done:
        key, before = _key(trace), self.bytes
        del self._traces[key]
        self.spans -= trace.spans
        self.bytes -= trace.size
        self._leave(trace)
        self._left[hash(key)] = trace.rooted or not completion.partial
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return Done(trace, completion, before - self.bytes)


def _key(trace: OpenTrace) -> Key:
    return (trace.metadata, trace.trace_id) if trace.metadata else trace.trace_id
