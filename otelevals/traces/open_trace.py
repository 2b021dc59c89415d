"""One trace of which more is waited for."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from otelevals.api.batch import Metadata
from otelevals.api.trace_key import TraceKey, trace_key
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_ids import Parent, parent_of
from otelevals.traces.envelopes import Envelope

TRACE_BYTES, SPAN_BYTES = 1500, 150
"""What a trace and a span take besides the bytes of the span."""
_PAIR_BYTES = 150
"""What a header takes besides its letters."""


@dataclass(slots=True, eq=False)
class Origin:
    """What spans of one request and one scope have in common."""

    envelope: Envelope
    account: Any
    request: object
    """The same for all parts of one request, and for no other."""
    spans: int = 0
    """How many are in open traces."""


class OpenTrace:
    """What has come of a trace. Times are those of its arrival: clocks of applications differ."""

    __slots__ = (
        "accounts",
        "alarm",
        "continued",
        "first",
        "last",
        "metadata",
        "origins",
        "overhead",
        "passed",
        "patient",
        "raws",
        "rooted",
        "seen",
        "stirred",
        "trace_id",
    )

    def __init__(self, metadata: Metadata, trace_id: bytes, now: float, *, rooted: bool | None) -> None:
        """`rooted`: whether the root has come in an earlier part of the trace that has left; None without one."""
        self.metadata = metadata
        self.trace_id = trace_id
        self.first = self.last = now
        self.rooted = bool(rooted)
        self.continued = rooted is not None
        """Whether parents may be in an earlier part."""
        self.patient = False
        """Whether a span is known to be running that others are under."""
        self.stirred = False
        """Whether something has come since somebody looked for a trace to push out."""
        self.alarm = inf
        """When it is looked at next."""
        self.overhead = TRACE_BYTES
        if metadata:
            self.overhead += sum(_PAIR_BYTES + len(name) + len(value) for name, value in metadata)
        """What it takes besides its spans."""
        self.passed = 0
        """Spans that were not kept."""
        self.raws: list[bytes] = []
        self.origins: list[Origin] = []
        """Of each of `raws`, which are empty when spans are not kept."""
        self.accounts: dict[Any, int] = {}
        """How many spans came of each request that somebody counts, when they are not kept."""
        self.seen: dict[bytes, bytes | Parent | None] = {}
        """None by the id of a span that came; by that of a parent that has not where it is, or a span that says it."""

    @property
    def key(self) -> TraceKey:
        return trace_key(self.metadata, self.trace_id)

    @property
    def spans(self) -> int:
        return len(self.raws) + self.passed

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return self.overhead + SPAN_BYTES * self.spans + sum(map(len, self.raws))

    def take_out(self, wanted: Callable[[Origin], bool]) -> list[tuple[Origin, bytes]]:
        """The kept spans with an origin that is wanted; only the others stay."""
        both = list(zip(self.origins, self.raws, strict=True))
        stay = [(origin, raw) for origin, raw in both if not wanted(origin)]
        self.origins, self.raws = [origin for origin, _ in stay], [raw for _, raw in stay]
        return [(origin, raw) for origin, raw in both if wanted(origin)]

    def missing_parents(self) -> set[Parent]:
        """Where the parents are that have not come."""
        missing = [said for said in self.seen.values() if said is not None]
        return {where(said) for said in missing} if missing else set()


def where(said: bytes | Parent) -> Parent:
    if isinstance(said, Parent):
        return said
    try:
        return parent_of(said)
    except MalformedRequest:
        return Parent.UNKNOWN
