"""The door of the pipelines: where receivers put payloads, and where they wait until the pipeline thread comes.

A lane is what one receiver takes in one signal. It is bounded; when it is full, or when everything it feeds is full,
the receiver's client is asked to come back later, and nothing is lost.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.component import Guard
from otelevals.api.errors import Retryable
from otelevals.api.spell import Spell
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.sender import Sender
from otelevals.pipeline.sieve import Sieve

MERGE_BYTES = 3_500_000
"""How much is merged into one batch: what a gRPC server takes by default, with room to add scores."""
_RETRY_AFTER = 1.0


@dataclass(frozen=True)
class LaneLimits:
    """How much may wait; a first payload is always taken, whatever its size."""

    payloads: int = 4096
    bytes: int = 64 * 1024 * 1024


class Lane:
    def __init__(
        self,
        signal: Signal,
        wake: Callable[[], None],
        guards: Sequence[Guard] = (),
        limits: LaneLimits | None = None,
        senders: Mapping[Target, Sender] | None = None,
        followers: Iterable[Target] = (),
    ) -> None:
        """`senders` are those at the ends of the pipelines that it feeds, `followers` processors of these that requests
        concern for longer."""
        self.signal = signal
        self.senders = senders or {}
        self.targets = frozenset((*self.senders, *followers))
        self._wake = wake
        self._guards = guards
        self._limits = limits or LaneLimits()
        self._waiting: deque[tuple[Payload, Metadata]] = deque()
        self._bytes = 0
        self._full = Spell(
            "the intake is full, refusing data", "the intake has room again, taking data", signal=signal.value
        )
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, payload: Payload, metadata: Metadata) -> bool:
        """Take a payload, or raise Retryable; False when the lane is closed and another has its place."""
        size = len(payload.raw)
        for guard in self._guards:
            guard.guard(payload)
        with self._lock:
            if self._closed:
                return False
            count = len(self._waiting)
            if count and (count >= self._limits.payloads or self._bytes + size > self._limits.bytes):
                self._full.refuse()
                raise Retryable("the intake is full, try again later", after=_RETRY_AFTER)
            self._waiting.append((payload, metadata))
            self._bytes += size
        self._wake()
        return True

    def close(self) -> None:
        """Take no more. What waits stays to be taken out."""
        with self._lock:
            self._closed = True

    @property
    def empty(self) -> bool:
        return not self._waiting

    def next_batch(self) -> Batch | None:
        """What waits first, merged with what follows it while the metadata is the same and the size allows."""
        with self._lock:
            if not self._waiting:
                return None
            payload, metadata = self._waiting.popleft()
            payloads, size = [payload], len(payload.raw)
            while self._waiting and self._waiting[0][1] == metadata:
                size += len(self._waiting[0][0].raw)
                if size > MERGE_BYTES:
                    break
                payloads.append(self._waiting.popleft()[0])
            self._bytes -= sum(len(payload.raw) for payload in payloads)
            if 2 * len(self._waiting) <= self._limits.payloads and 2 * self._bytes <= self._limits.bytes:
                self._full.end()
        return Batch(self.signal, tuple(payloads), metadata)

    def left(self) -> list[Payload]:
        """Everything that waits, taken out: for the account at a shutdown that ran out of time."""
        with self._lock:
            payloads = [payload for payload, _ in self._waiting]
            self._waiting.clear()
            self._bytes = 0
        return payloads


# Lets a request in and remembers it until it is delivered; otherwise as a sink's `submit`.
Accept = Callable[[Payload, Metadata], Future[None] | None]


class Intake:
    """The sink that a receiver keeps for as long as it lives; the engine changes the lane behind it."""

    def __init__(self, accept: Accept | None = None) -> None:
        """`accept` takes requests in place of the lane, and `put` lets them in."""
        self.lane: Lane | None = None
        self.sieve: Sieve | None = None
        """What requests go through first; the engine changes it with the lane."""
        self._accept = accept

    def submit(self, payload: Payload, metadata: Metadata = ()) -> Future[None] | None:
        left = payload if self.sieve is None else self.sieve.take(payload, metadata)
        if left is None:
            return None
        if self._accept is not None:
            return self._accept(left, metadata)
        self.put(left, metadata)
        return None

    @property
    def targets(self) -> frozenset[Target]:
        """Everybody in every pipeline behind it whom a request concerns."""
        return frozenset() if self.lane is None else self.lane.targets

    def has_room(self, target: Target) -> bool:
        if self.lane is None or target not in self.lane.targets:
            return False
        return target.is_processor or self.lane.senders[target].has_room

    def put(self, payload: Payload, metadata: Metadata = ()) -> None:
        """Let a payload in, or raise Retryable."""
        lane = self.lane
        while lane is not None:
            if lane.submit(payload, metadata):
                return
            if lane is self.lane:
                break
            lane = self.lane
        raise Retryable("shutting down", after=_RETRY_AFTER)
