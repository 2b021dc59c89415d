"""Gathers spans by their traces, and says when a trace is complete. Time comes in as an argument."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

from otelevals.api.batch import Metadata, Parts, Payload
from otelevals.api.gathering import COMPLETE, Completion
from otelevals.api.trace_key import TraceKey, trace_key
from otelevals.otlp.span_ids import END_SIZE, PARENT_BY_END, Parent
from otelevals.traces.alarms import Alarms
from otelevals.traces.envelopes import Envelopes
from otelevals.traces.open_trace import SPAN_BYTES, OpenTrace, Origin, where

_NO_TRACE = bytes(16)

NO_ROOT = Completion("its root has not come")
MISSING = Completion("a span is missing that others are under")
PUSHED_OUT = Completion("it was pushed out of memory")
STOPPED = Completion("the pipeline stopped")
_REMEMBERED = 100_000
"""Traces that have left and that later spans are known to belong to."""


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
        self._traces = OrderedDict[TraceKey, OpenTrace]()  # those that were quiet for longest come first, roughly
        self._alarms = Alarms()  # a trace may be due later than it says
        self._left = OrderedDict[int, bool]()  # by the hash of its key: whether later spans had better not wait long
        self._envelopes = Envelopes()
        self.too_late = Completion(f"it took more than {waits.max_wait:g} seconds")
        """How a trace is completed that `max_wait` was over for."""
        self.spans = self.bytes = 0

    def __len__(self) -> int:
        return len(self._traces)

    def is_open(self, key: TraceKey) -> bool:
        """Whether more of a trace is waited for."""
        return key in self._traces

    def add(self, payload: Payload, metadata: Metadata, now: float) -> Parts | None:
        """Take in the spans of a payload; those that belong to no trace are given back, None when there are none."""
        strays: Parts | None = None
        envelopes = self._envelopes.of(payload) if self._keep else None
        request = object() if payload.account is None else payload.account
        for number, (raws, ids) in enumerate(zip(payload.parts, payload.ids, strict=True)):
            origin = None if envelopes is None else Origin(envelopes[number], payload.account, request)
            lost = self._add_scope(raws, ids, origin, payload.account, metadata, now)
            if lost:
                strays = strays or [[] for _ in payload.parts]
                strays[number] = lost
        return strays

    def due(self) -> float | None:
        if self._crowded and not self._keep:
            return -inf
        return self._alarms.first()

    def ripe(self, now: float) -> Iterator[Done]:
        """Traces that are complete or have waited long enough, taken out, and watched ones for which there is no room:
        `surplus` would tell of them before anybody has seen the spans that pass."""
        if not self._keep:
            yield from self._pushed_out()
        for trace in self._alarms.due(now):
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
                self._traces.move_to_end(trace.key)
            else:
                yield self._take(trace, PUSHED_OUT)

    def _add_scope(
        self,
        raws: list[bytes],
        ids: list[tuple[bytes, bytes, bytes]],
        origin: Origin | None,
        account: Any,
        metadata: Metadata,
        now: float,
    ) -> list[bytes]:
        strays: list[bytes] = []
        latest: bytes | None = None
        traces = self._traces
        for raw, (trace_id, span_id, parent_id) in zip(raws, ids, strict=True):  # every span comes through here
            if trace_id != latest:
                if not trace_id or trace_id == _NO_TRACE:
                    strays.append(raw)
                    continue
                key = trace_key(metadata, trace_id) if metadata else trace_id
                latest, known = trace_id, traces.get(key)
                if known is None:
                    trace = self._begin(key, metadata, trace_id, now)
                else:
                    trace = known
                    trace.last, trace.stirred = now, True
                    if trace.patient:
                        trace.patient = False
                        self._set_alarm(trace)
                seen = trace.seen
            if origin is not None:
                trace.raws.append(raw)
                trace.origins.append(origin)
            else:
                trace.passed += 1
                if account is not None:
                    trace.accounts[account] = trace.accounts.get(account, 0) + 1
            seen[span_id] = None
            if not parent_id:
                trace.rooted = True
                self._set_alarm(trace)
            elif parent_id not in seen:
                said = PARENT_BY_END.get(raw[-END_SIZE:])
                seen[parent_id] = said or (raw if origin is not None else where(raw))
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

    def _begin(self, key: TraceKey, metadata: Metadata, trace_id: bytes, now: float) -> OpenTrace:
        trace = self._traces[key] = OpenTrace(metadata, trace_id, now, rooted=self._left.pop(hash(key), None))
        self.bytes += trace.overhead
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
            self._alarms.set(trace, due)
            self._alarms.tidy(len(self._traces))

    def _take(self, trace: OpenTrace, completion: Completion) -> Done:
        key, before = trace.key, self.bytes
        del self._traces[key]
        trace.alarm = inf
        self.spans -= trace.spans
        self.bytes -= trace.size
        if trace.origins:
            self._leave(trace)
        self._left[hash(key)] = trace.rooted or not completion.partial
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return Done(trace, completion, before - self.bytes)
