"""The traces that a scorer has seen lately: what earlier spans can lend later ones, and what was made of them."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import islice

from otelevals.api.span import Scope, Span
from otelevals.scoring.content import Key

_TRACE_BYTES, _SPAN_BYTES = 600, 500
LARGE = 4096  # bytes of a scope with its resource that are not shared
_LONGEST_WAIT = 7200.0  # whoever gathers traces says earlier that one is complete
_SPARED = 8
_REMEMBERED = 20_000
"""Traces that are known to be forgotten."""


@dataclass(slots=True)
class Mark:
    """What was made of a GenAI span."""

    revision: int = 0
    """How often it was scored again."""
    scored: frozenset[str] = frozenset()
    """The names of the evaluations that it was given."""
    written: bytes = b""
    """What was appended to the span."""
    partial: str = ""
    """Why some of its trace may have been missing."""
    whole: bool = False
    """Whether all of its trace was thought to be there."""
    standing: Hashable = None
    """What others lent it and said of its roles, once somebody had to know."""
    lacks_content: bool = False
    waits: bool = False
    """Whether it is not scored before its content has come, or not come for long."""


class KnownTrace:
    __slots__ = ("_scope", "arrived", "at", "cut", "key", "marks", "since", "size", "spans")

    def __init__(self, key: Key, *, cut: bool = False) -> None:
        """`cut`: whether spans of it were forgotten."""
        self.key = key
        self.cut = cut
        self.at = self.since = 0.0
        """When a span came last, and when the first one did."""
        self._scope: Scope | None = None
        self.spans: dict[bytes, Span] = {}
        """By their ids; the first one with an id counts."""
        self.arrived: list[bytes] = []
        """The ids of those that came since some were scored."""
        self.marks: dict[bytes, Mark] = {}
        """Of GenAI spans."""
        self.size = _TRACE_BYTES

    def add(self, span_id: bytes, span: Span, *, genai: bool) -> int:
        """Remember a span; the bytes that it takes, 0 when one with its id is known."""
        if span_id in self.spans:
            return 0
        self.spans[span_id] = span
        self.arrived.append(span_id)
        if genai:
            self.marks[span_id] = Mark()
        size = _SPAN_BYTES + len(span.raw) + self._scope_size(span.scope)
        self.size += size
        return size

    def _scope_size(self, scope: Scope) -> int:
        """What a scope takes that is large and therefore nobody else's, once."""
        if scope is self._scope:
            return 0
        self._scope = scope
        size = len(scope.raw) + len(scope.resource.raw)
        return size if size > LARGE else 0

    @property
    def waits(self) -> bool:
        """Whether a span is still to be scored."""
        return bool(self.arrived) or any(mark.waits for mark in self.marks.values())


@dataclass(frozen=True)
class Bounds:
    traces: int
    spans: int
    bytes: int
    age: float
    """In seconds; what is waited for stays longer."""


class KnownTraces:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._traces: OrderedDict[Key, KnownTrace] = OrderedDict()  # the one that was quiet for longest first
        self._forgotten: OrderedDict[Key, None] = OrderedDict()  # the oldest first
        self.spans = self.bytes = 0

    def __len__(self) -> int:
        return len(self._traces)

    def __iter__(self) -> Iterator[KnownTrace]:
        return iter(self._traces.values())

    def get(self, key: Key) -> KnownTrace | None:
        return self._traces.get(key)

    def open(self, key: Key, now: float) -> KnownTrace:
        """The trace, new if it is not known, which is the last one to go then."""
        trace = self._traces.get(key)
        if trace is None:
            trace = self._traces[key] = KnownTrace(key, cut=key in self._forgotten)
            trace.since = now
            self.bytes += trace.size
        else:
            self._traces.move_to_end(key)
        trace.at = now
        return trace

    def add(self, trace: KnownTrace, span_id: bytes, span: Span, *, genai: bool) -> bool:
        """Remember a span of a trace; False when one with its id is known."""
        size = trace.add(span_id, span, genai=genai)
        if size:
            self.bytes += size
            self.spans += 1
        return size > 0

    def due(self) -> float | None:
        """When a trace gets too old."""
        return next(iter(self._traces.values())).at + self._bounds.age if self._traces else None

    def surplus(self, now: float) -> Iterator[KnownTrace]:
        """Traces that are too old or have no room, taken out. Those that wait for something age more slowly, and make
        room only when others near them cannot."""
        while self._traces:
            key, trace = next(iter(self._traces.items()))
            if self._crowded:
                key = next((each for each, other in islice(self._traces.items(), _SPARED) if not other.waits), key)
            elif trace.at + self._bounds.age > now:
                return
            elif trace.waits and trace.since + _LONGEST_WAIT > now:
                trace.at = now
                self._traces.move_to_end(key)
                continue
            self._forgotten[key] = None
            if len(self._forgotten) > _REMEMBERED:
                self._forgotten.popitem(last=False)
            yield self._take(key)

    @property
    def _crowded(self) -> bool:
        bounds = self._bounds
        return len(self._traces) > bounds.traces or self.spans > bounds.spans or self.bytes > bounds.bytes

    def everything(self) -> Iterator[KnownTrace]:
        """All traces, taken out."""
        while self._traces:
            yield self._take(next(iter(self._traces)))

    def _take(self, key: Key) -> KnownTrace:
        trace = self._traces.pop(key)
        self.bytes -= trace.size
        self.spans -= len(trace.spans)
        return trace
