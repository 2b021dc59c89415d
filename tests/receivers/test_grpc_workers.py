"""Calls that wait for their message make room when all threads wait and others have come."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import grpc
import pytest

from otelevals.receivers.grpc_workers import GrpcWorkers
from tests.waiting import PATIENCE, eventually


class Call:
    """A call whose message comes when the test says so."""

    def __init__(self, workers: GrpcWorkers) -> None:
        self.cancelled = False
        self._come = threading.Event()
        self._workers = workers
        self.began = threading.Event()
        self.done: Future[bytes | None] = workers.submit(self._run)

    def _run(self) -> bytes | None:
        self.began.set()
        context: Any = self
        return self._workers.message(self._messages(), context)

    def _messages(self) -> Iterator[bytes]:
        assert self._come.wait(PATIENCE)
        if self.cancelled:
            raise grpc.RpcError
        yield b"message"

    def send(self) -> None:
        self._come.set()

    def cancel(self) -> None:
        self.cancelled = True
        self._come.set()


@pytest.fixture
def workers() -> Iterator[GrpcWorkers]:
    with GrpcWorkers(2) as pool:
        yield pool


def test_messages_are_waited_for(workers: GrpcWorkers) -> None:
    calls = [Call(workers), Call(workers)]
    for call in reversed(calls):
        call.send()
    assert [call.done.result(PATIENCE) for call in calls] == [b"message"] * 2


def test_the_call_that_waited_longest_makes_room(workers: GrpcWorkers) -> None:
    first = Call(workers)
    assert first.began.wait(PATIENCE)
    second, third = Call(workers), Call(workers)
    assert first.done.result(PATIENCE) is None
    assert third.began.wait(PATIENCE)
    assert not second.cancelled
    assert not third.cancelled
    second.send()
    third.send()
    assert [call.done.result(PATIENCE) for call in (second, third)] == [b"message"] * 2


def test_a_crowd_that_sends_nothing_does_not_keep_others_out(workers: GrpcWorkers) -> None:
    crowd = [Call(workers) for _ in range(100)]
    honest = Call(workers)
    honest.send()
    assert honest.done.result(PATIENCE) == b"message"
    eventually(lambda: sum(call.cancelled for call in crowd) >= 98)
    for call in crowd:
        call.send()


def test_a_call_may_end_without_a_message(workers: GrpcWorkers) -> None:
    context: Any = object()
    assert workers.message(iter(()), context) is None
