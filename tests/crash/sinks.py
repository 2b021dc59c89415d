"""Backends that count every span they take, and are ill as told: they fail, refuse for good, stall or hang up."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import grpc

from otelevals.otlp.signals import Signal
from otelevals.testing import names_in
from tests.exporters.grpc_server import grpc_server
from tests.exporters.http_server import Reply, Request, http_server, ok


class Illness(Enum):
    FAILING = "failing"
    REFUSING = "refusing"
    STALLING = "stalling"
    HANGING_UP = "hanging up"


class Answer(Enum):
    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    NONE = "none"
    """The connection breaks instead."""


class Tally:
    """What came to one backend in all rounds. `illness` may be changed at any time."""

    def __init__(self, chance: random.Random) -> None:
        self.arrived: Counter[str] = Counter()
        self.unsure: Counter[str] = Counter()
        """How often a span was taken and the sender was not told, so that it had to send it again."""
        self.refused: set[str] = set()
        self._illness: Illness | None = None
        self._chance = chance
        self._changed = threading.Condition()

    @property
    def illness(self) -> Illness | None:
        return self._illness

    @illness.setter
    def illness(self, illness: Illness | None) -> None:
        with self._changed:
            self._illness = illness
            self._changed.notify_all()

    def take(self, raw: bytes) -> Answer:
        names = names_in(Signal.TRACES, raw)
        with self._changed:
            if self._illness is Illness.STALLING:
                self._changed.wait_for(lambda: self._illness is not Illness.STALLING)
                self.unsure.update(names)
            if self._illness is Illness.FAILING:
                return Answer.LATER
            if self._illness is Illness.REFUSING:
                self.refused.update(names)
                return Answer.NEVER
            if self._illness is Illness.HANGING_UP and self._chance.random() < 0.5:
                return Answer.NONE
            self.arrived.update(names)
            if self._illness is Illness.HANGING_UP:
                self.unsure.update(names)
                return Answer.NONE
        return Answer.TAKEN


@contextmanager
def serve_grpc(tally: Tally) -> Iterator[str]:
    def answer(raw: bytes, context: grpc.ServicerContext) -> bytes:
        match tally.take(raw):
            case Answer.LATER:
                context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
            case Answer.NEVER:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, "not this")
            case Answer.NONE:
                context.cancel()
        return b""

    with grpc_server() as server:
        server.answer = answer
        yield server.endpoint
        tally.illness = None  # so that nothing waits


@contextmanager
def serve_http(tally: Tally) -> Iterator[str]:
    def answer(request: Request) -> Reply:
        match tally.take(request.body):
            case Answer.LATER:
                return ok(status="503 Service Unavailable")
            case Answer.NEVER:
                return ok(status="400 Bad Request")
            case Answer.NONE:
                return Reply(b"HTTP/1.1 200 OK\r\nContent-Le", then="reset")
        return ok()

    with http_server() as server:
        server.answer = answer
        yield server.url
        tally.illness = None
