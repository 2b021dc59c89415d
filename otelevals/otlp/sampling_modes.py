"""The decision of a probability sampler on one span, in the Collector's three modes.

`hash_seed` draws from a hash of the trace id; `equalizing` and `proportional` draw as OTEP 235 says, and lower the
share that arrives to, or by, the configured one.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from otelevals.otlp.sampling import (
    ALWAYS,
    DIGITS,
    NEVER,
    TraceIdHash,
    decode_threshold,
    encode_randomness,
    encode_threshold,
    probability_of,
    threshold_of,
    trace_id_randomness,
)
from otelevals.otlp.span_head import tracestate_field
from otelevals.otlp.tracestate import BadTraceState, TraceState, parse_tracestate

_ABSENT = bytes(16)
_MISSING = "missing_randomness"
_PRIORITY = "sampling_priority"
_SURE = NEVER - 1  # randomness that every threshold but NEVER keeps


class Priority(Enum):
    """What the attribute `sampling.priority` of a span demands."""

    NONE = "none"
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True)
class Decision:
    keep: bool
    policy: str
    """What decided, as the Collector's metric names it."""
    tracestate: str | None
    """What a kept span's tracestate is to be; None to leave it alone."""
    error: str = ""
    """Why the span's sampling information is of no use."""


@dataclass(frozen=True)
class Draw:
    """The randomness of a span, and its tracestate as far as the sampler may change it."""

    randomness: int
    policy: str
    state: TraceState | None
    error: str = ""


class Mode(ABC):
    policy: str
    """What decides on a span that has a trace id and neither tracestate nor priority."""
    drops_for_good: bool
    """Whether such a span, when dropped, would be with any tracestate, if spans with a useless one are."""

    @abstractmethod
    def decide_plain(self, trace_id: bytes) -> str | None:
        """The tracestate of a span that has a trace id and neither tracestate nor priority; None to drop it."""

    def fields(self, trace_ids: Sequence[bytes]) -> list[bytes]:
        """For each of some such spans the tracestate as a serialised field of it, empty to drop it."""
        states = map(self.decide_plain, trace_ids)
        return [b"" if state is None else tracestate_field(state) for state in states]

    @abstractmethod
    def draw(self, trace_id: bytes, state: TraceState) -> Draw:
        """The draw for a span with this tracestate."""

    @abstractmethod
    def draw_blind(self, trace_id: bytes) -> Draw:
        """The draw for a span whose tracestate cannot be read."""

    @abstractmethod
    def threshold(self, arriving: int | None) -> int:
        """The threshold for a span that arrives with this one."""

    def decide(self, trace_id: bytes, tracestate: str, priority: Priority, fail_closed: bool) -> Decision:
        """Keep or drop. Priority goes before probability; a span with useless sampling information is dropped when
        `fail_closed`, else kept."""
        try:
            draw = self.draw(trace_id, parse_tracestate(tracestate))
        except BadTraceState as error:
            draw = replace(self.draw_blind(trace_id), error=str(error))
        draw = _checked(draw)
        if priority is not Priority.NONE:
            threshold = ALWAYS if priority is Priority.KEEP else NEVER
            draw = replace(draw, policy=_PRIORITY)
        elif draw.error:
            threshold = NEVER if fail_closed else ALWAYS
        else:
            threshold = self.threshold(_arriving(draw.state))
        keep = threshold <= draw.randomness
        changed = str(_with_threshold(draw.state, threshold)) if keep and draw.state is not None else None
        return Decision(keep, draw.policy, changed, draw.error)


class Never(Mode):
    """0 percent: only priority keeps a span."""

    policy = _PRIORITY
    drops_for_good = True

    def decide_plain(self, trace_id: bytes) -> str | None:
        return None

    def draw(self, trace_id: bytes, state: TraceState) -> Draw:
        return Draw(_SURE, _PRIORITY, state)

    def draw_blind(self, trace_id: bytes) -> Draw:
        return Draw(_SURE, _PRIORITY, None)

    def threshold(self, arriving: int | None) -> int:
        return NEVER


class HashSeed(Mode):
    """Keeps so many of 16384 buckets, and writes the randomness it drew. Spans that carry sampling information of
    their own are errors to it."""

    policy = "trace_id_hash"
    drops_for_good = True

    def __init__(self, buckets: int, seed: int) -> None:
        self._hash = TraceIdHash(seed)
        self._buckets = buckets
        self._threshold = TraceIdHash.threshold_of(buckets)
        self._digits = encode_threshold(self._threshold)
        digits = "-" * DIGITS  # of the randomness, which differs
        self._field = tracestate_field(f"ot=rv:{digits};th:{self._digits}").replace(digits.encode(), b"%014x")

    def decide_plain(self, trace_id: bytes) -> str | None:
        randomness = self._hash(trace_id)
        return f"ot=rv:{randomness:014x};th:{self._digits}" if randomness >= self._threshold else None

    def fields(self, trace_ids: Sequence[bytes]) -> list[bytes]:
        kept = self._hash.kept(trace_ids, self._buckets)
        return [b"" if randomness is None else self._field % randomness for randomness in kept]

    def draw(self, trace_id: bytes, state: TraceState) -> Draw:
        blind = self.draw_blind(trace_id)
        for present, what in ((state.randomness, "randomness"), (state.threshold, "a threshold")):
            if present:
                return replace(blind, error=f"the span has sampling {what}: use equalizing or proportional mode")
        return replace(blind, state=replace(state, randomness=encode_randomness(blind.randomness)))

    def draw_blind(self, trace_id: bytes) -> Draw:
        if not has_trace_id(trace_id):
            return Draw(_SURE, _MISSING, None)
        return Draw(self._hash(trace_id), self.policy, None)

    def threshold(self, arriving: int | None) -> int:
        return self._threshold


class _Consistent(Mode):
    policy = "trace_id_w3c"
    drops_for_good = False

    def __init__(self, ratio: float, precision: int) -> None:
        self._ratio = ratio
        self._precision = precision
        self._threshold = threshold_of(ratio, precision)
        self._tracestate = f"ot=th:{encode_threshold(self._threshold)}"

    def decide_plain(self, trace_id: bytes) -> str | None:
        return self._tracestate if trace_id_randomness(trace_id) >= self._threshold else None

    def draw(self, trace_id: bytes, state: TraceState) -> Draw:
        if state.randomness:
            return Draw(int(state.randomness, 16), "sampling_randomness", state)
        if not has_trace_id(trace_id):
            return Draw(_SURE, _MISSING, state)
        return Draw(trace_id_randomness(trace_id), self.policy, state)

    def draw_blind(self, trace_id: bytes) -> Draw:
        return Draw(_SURE, _MISSING, None)


class Equalizing(_Consistent):
    """Lowers the share that is kept to `ratio`; what arrives with a lower one keeps it."""

    def threshold(self, arriving: int | None) -> int:
        return max(self._threshold, arriving or ALWAYS)


class Proportional(_Consistent):
    """Keeps `ratio` of what arrives."""

    def threshold(self, arriving: int | None) -> int:
        return threshold_of(probability_of(arriving or ALWAYS) * self._ratio, self._precision)


def has_trace_id(trace_id: bytes) -> bool:
    return len(trace_id) == 16 and trace_id != _ABSENT


def _arriving(state: TraceState | None) -> int | None:
    return decode_threshold(state.threshold) if state is not None and state.threshold else None


def _checked(draw: Draw) -> Draw:
    """The draw with an error when there was nothing to draw, or when it says that the span should not be here."""
    if draw.error:
        return draw
    if draw.policy == _MISSING:
        return replace(draw, error="the span has no randomness: its trace id is missing")
    arriving = _arriving(draw.state)
    if arriving is not None and arriving > draw.randomness:
        assert draw.state is not None
        message = "the span's sampling threshold says that it should not have been sampled"
        return replace(draw, state=replace(draw.state, threshold=""), error=message)
    return draw


def _with_threshold(state: TraceState, threshold: int) -> TraceState:
    """The share that a kept span stands for may only fall."""
    arriving = _arriving(state)
    if arriving is not None and arriving > threshold:
        return state
    return replace(state, threshold=encode_threshold(threshold))
