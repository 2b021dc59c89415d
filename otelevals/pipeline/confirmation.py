"""Answers to clients that wait until every exporter has what they sent."""

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import Protocol

from otelevals.api.batch import Metadata, Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account, Outcome


class Door(Protocol):
    """The pipelines that a receiver feeds with one signal, as they are configured now."""

    @property
    def targets(self) -> frozenset[Target]:
        """Every exporter of every pipeline."""

    def put(self, payload: Payload, metadata: Metadata) -> None:
        """Let a payload in, or raise Retryable."""

    def has_room(self, target: Target) -> bool:
        """Whether the exporter would take more."""


class Answer:
    """The future of a client that waits until every exporter has its request."""

    def __init__(self, targets: Iterable[Target], future: Future[None]) -> None:
        self._left = set(targets)
        self._future = future
        self._lock = threading.Lock()
        self._refused_by: Target | None = None

    def end(self, target: Target, outcome: Outcome) -> None:
        with self._lock:
            if self._future.done() or target not in self._left:
                return
            if outcome is Outcome.MISSED:
                self._future.set_exception(Retryable(f"{target.exporter} has no room, try again later", after=1.0))
                return
            self._left.discard(target)
            if outcome is Outcome.REFUSED:
                self._refused_by = target
            if self._left:
                return
            if self._refused_by is not None:
                self._future.set_exception(Permanent(f"{self._refused_by.exporter} refused the request"))
            else:
                self._future.set_result(None)


class Confirmation:
    """Lets requests in without a journal, and says when they were delivered."""

    def __init__(self, doors: Mapping[Signal, Door]) -> None:
        self._doors = doors

    def accept(self, payload: Payload, metadata: Metadata) -> Future[None]:
        door = self._doors[payload.signal]
        targets, decided = door.targets, pending()
        answer = Answer(targets, decided)
        payload.account = Account(targets, answer.end, lambda target, part, reason: True)
        door.put(payload, metadata)
        return decided


def pending() -> Future[None]:
    """A future that nobody can cancel: a client that goes away does not change what becomes of its request."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future
