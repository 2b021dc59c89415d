"""The traces that a scorer has seen lately: what earlier spans can lend later ones, and what was made of them."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from otelevals.api.span import Scope, Span
from otelevals.api.trace_key import TraceKey
from otelevals.otlp.shadow import MalformedRequest
from otelevals.stats.inclusion import Inclusion

_TRACE_BYTES, _SPAN_BYTES = 600, 500
_LARGE = 4096
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
    lost: frozenset[str] = frozenset()
    """The scorers that should have scored it, and did not."""
    written: bytes = b""
    """What was appended to the span."""
    partial: str = ""
    """Why some of its trace may have been missing."""
    whole: bool = False
    """Whether all of its trace was thought to be there."""
    standing: Hashable = None
    """What others lent it and said of its roles, once somebody had to know."""
    lacks_content: bool = False
    going: object = None
    """The run of scorers on it that is not over."""
    waits: bool = False
    """Whether it is not scored before its content has come, or not come for long."""
    drawn: Mapping[str, Inclusion] | None = None
    """With which the scorers that sample drew it. When it is scored again, only a condition that holds by then changes
    that."""


Came = tuple[bytes, Scope]
"""A span that nobody has looked at, and its scope."""


def is_large(scope: Scope) -> bool:
    """Whether it is not worth while to keep a scope, with its resource, for others that have the same."""
    return len(scope.raw) + len(scope.resource.raw) > _LARGE


class KnownTrace:
    __slots__ = (
        "at",
        "candidates",
        "cut",
        "key",
        "large",
        "marks",
        "raws",
        "scope",
        "scopes",
        "since",
        "size",
        "spans",
    )

    def __init__(self, key: TraceKey, now: float = 0.0, *, cut: bool = False) -> None:
        """`cut`: whether spans of it were forgotten."""
        self.key = key
        self.cut = cut
        self.at = self.since = now
        """When a span came last, and when the first one did."""
        self.raws: list[bytes] = []
        """Spans that came and that nobody has looked at."""
        self.scopes: list[tuple[int, Scope]] = []
        """Theirs: from which place on, and which one."""
        self.scope: Scope | None = None
        """The last of them."""
        self.candidates: list[bytes] = []
        """The ids of those that may be GenAI spans."""
        self.spans: dict[bytes, Span] = {}
        """Those that were looked at, by their ids; the first one with an id counts."""
        self.marks: dict[bytes, Mark] = {}
        """Of GenAI spans among them."""
        self.large: Scope | None = None
        """The last scope that is large and therefore nobody else's."""
        self.size = _TRACE_BYTES
        """Bytes that it takes, about, besides the spans that came."""

    def comes_in(self, scope: Scope) -> list[bytes]:
        """Where spans of a scope are to be added that come now."""
        if self.scope is not scope:
            self.scope = scope
            self.scopes.append((len(self.raws), scope))
        return self.raws

    def take_in(self) -> tuple[list[bytes], int]:
        """Look at the spans that came. The ids of those that are new, and how many are copies of GenAI spans."""
        arrived: list[bytes] = []
        copies, candidates = 0, set(self.candidates)
        ends = [start for start, _ in self.scopes[1:]] + [len(self.raws)]
        for (start, scope), end in zip(self.scopes, ends, strict=False):
            for raw in self.raws[start:end]:
                span = Span(raw, scope)
                span_id = _id_of(span)
                if span_id in self.spans:
                    copies += span_id in self.marks
                    continue
                self.spans[span_id] = span
                self.size += _SPAN_BYTES + len(raw)
                arrived.append(span_id)
                if span_id in candidates:
                    self.marks[span_id] = Mark()
        self.raws, self.scopes, self.scope, self.candidates = [], [], None, []
        return arrived, copies

    @property
    def weight(self) -> tuple[int, int]:
        """How many spans there are, with those that came, and the bytes that it takes with them."""
        came = len(self.raws)
        return len(self.spans) + came, self.size + _SPAN_BYTES * came + sum(map(len, self.raws))

    @property
    def waits(self) -> bool:
        """Whether a span is still to be scored."""
        return bool(self.raws) or any(mark.waits for mark in self.marks.values())


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
        self._traces: OrderedDict[TraceKey, KnownTrace] = OrderedDict()  # the one that was quiet for longest first
        self._forgotten: OrderedDict[TraceKey, None] = OrderedDict()  # the oldest first
        self.spans = self.bytes = 0
        self.copies = 0
        """How many copies of GenAI spans came."""
        self.get: Callable[[TraceKey], KnownTrace | None] = self._traces.get  # for every span that is gathered

    def __len__(self) -> int:
        return len(self._traces)

    def __iter__(self) -> Iterator[KnownTrace]:
        return iter(self._traces.values())

    def begin(self, key: TraceKey, now: float) -> KnownTrace:
        """One that is not known, which is the last one to go then."""
        trace = self._traces[key] = KnownTrace(key, now, cut=key in self._forgotten)
        self.bytes += _TRACE_BYTES
        return trace

    def touch(self, trace: KnownTrace, now: float) -> None:
        """Let one that is known be the last one to go."""
        self._traces.move_to_end(trace.key)
        trace.at = now

    def grew(self, spans: int, size: int) -> None:
        """So many spans of so many bytes came for traces."""
        self.spans += spans
        self.bytes += _SPAN_BYTES * spans + size

    def add_large(self, trace: KnownTrace, scope: Scope) -> None:
        """Spans of a scope that is large came for a trace: it counts once for those that come together."""
        if scope is not trace.large:
            trace.large = scope
            size = len(scope.raw) + len(scope.resource.raw)
            trace.size += size
            self.bytes += size

    def take_in(self, trace: KnownTrace) -> list[bytes]:
        """Look at the spans of a trace that came; the ids of those that are new."""
        spans, size = trace.weight
        arrived, copies = trace.take_in()
        self.copies += copies
        if self._traces.get(trace.key) is trace:  # what copies took is free
            remaining_spans, remaining_size = trace.weight
            self.spans -= spans - remaining_spans
            self.bytes -= size - remaining_size
        return arrived

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

    def _take(self, key: TraceKey) -> KnownTrace:
        trace = self._traces.pop(key)
        spans, size = trace.weight
        self.spans -= spans
        self.bytes -= size
        return trace


def _id_of(span: Span) -> bytes:
    try:
        return span.ids.span_id
    except MalformedRequest:
        return b""
