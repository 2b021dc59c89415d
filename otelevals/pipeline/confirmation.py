"""Answers to clients that wait until every exporter has what they sent."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Protocol

from otelevals.api.batch import Metadata, Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import COMES_AGAIN, Account, Outcome


class Door(Protocol):
    """The pipelines that a receiver feeds with one signal, as they are configured now."""

    @property
    def targets(self) -> frozenset[Target]:
        """Everybody in every pipeline whom a request concerns."""

    def put(self, payload: Payload, metadata: Metadata) -> None:
        """Let a payload in, or raise Retryable."""

    def has_room(self, target: Target) -> bool:
        """Whether it would take more."""


class Answer:
    """Decides for a client that waits until every exporter has its request."""

    def __init__(self, targets: Iterable[Target], decide: Callable[[Exception | None], None]) -> None:
        self._left = set(targets)
        self._decide = decide
        self._lock = threading.Lock()
        self._refused_by: Target | None = None

    def end(self, target: Target, outcome: Outcome) -> None:
        error: Exception | None = None
        with self._lock:
            if target not in self._left:
                return
            self._left.discard(target)
            if outcome in COMES_AGAIN:
                error = Retryable(f"{target.exporter} has no room, try again later", after=1.0)
                self._left.clear()
            elif outcome is Outcome.REFUSED:
                self._refused_by = target
            if self._left:
                return
        if error is None and self._refused_by is not None:
            error = Permanent(f"{self._refused_by.exporter} refused the request")
        self._decide(error)


def exporters_of(targets: Iterable[Target]) -> frozenset[Target]:
    """Those whom clients wait for."""
    return frozenset(target for target in targets if not target.is_processor)


class Confirmation:
    """Lets requests in without a journal, and says when they were delivered."""

    def __init__(self, doors: Mapping[Signal, Door]) -> None:
        self._doors = doors

    def accept(self, payload: Payload, metadata: Metadata) -> Future[None] | None:
        door, verdict = self._doors[payload.signal], Verdict()
        exporters = exporters_of(door.targets)
        answer = Answer(exporters, verdict.decide)
        payload.account = Account(exporters, answer.end, lambda target, part, reason: True)
        door.put(payload, metadata)
        return verdict.ask()


class Verdict:
    """Whether a client may be told that its request was taken. Only one that has to wait for it costs a future."""

    __slots__ = ("_decided", "_error", "_future", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decided = False
        self._error: Exception | None = None
        self._future: Future[None] | None = None

    def decide(self, error: Exception | None = None) -> None:
        with self._lock:
            self._decided, self._error = True, error
            future = self._future
        if future is not None and error is not None:
            future.set_exception(error)
        elif future is not None:
            future.set_result(None)

    def ask(self) -> Future[None] | None:
        """None when it was taken; the error when it was not; a future when that is not decided yet."""
        with self._lock:
            if not self._decided:
                self._future = pending()
                return self._future
        if self._error is not None:
            raise self._error
        return None


def pending() -> Future[None]:
    """A future that nobody can cancel: a client that goes away does not change what becomes of its request."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future
