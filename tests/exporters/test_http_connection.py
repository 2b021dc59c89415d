"""A connection hears a refusal that comes while it is still sending, and closes itself after a failure."""

import socket
from typing import Any, cast

import pytest

from otelevals.api.errors import Retryable
from otelevals.exporters.http_connection import Deadline, HttpConnection

REFUSAL = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class FakeSocket:
    """Refuses what is sent and gives the bytes that came before."""

    def __init__(self, *received: bytes | OSError) -> None:
        self.received = list(received)
        self.closed = False

    def settimeout(self, timeout: float | None) -> None:
        pass

    def sendall(self, data: bytes) -> None:
        raise BrokenPipeError

    def recv(self, size: int) -> bytes:
        next_one = self.received.pop(0)
        if isinstance(next_one, OSError):
            raise next_one
        return next_one

    def close(self) -> None:
        self.closed = True


def connection(fake: FakeSocket) -> HttpConnection:
    return HttpConnection(cast(Any, fake))


@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_refusal_that_comes_before_everything_was_sent_counts(size: int) -> None:
    fake = FakeSocket(REFUSAL)
    answer = connection(fake).exchange(b"POST / HTTP/1.1\r\n\r\n", bytes(size), Deadline(1.0))
    assert (answer.status, answer.reusable, fake.closed) == (413, False, True)


def test_without_an_answer_it_is_a_failure() -> None:
    fake = FakeSocket(ConnectionResetError())
    with pytest.raises(Retryable, match="the server reset the connection"):
        connection(fake).exchange(b"POST / HTTP/1.1\r\n\r\n", b"", Deadline(None))
    assert fake.closed


def test_a_deadline_that_has_passed_is_a_timeout() -> None:
    with pytest.raises(TimeoutError):
        Deadline(-1.0).left()


def test_an_idle_connection_is_open_until_the_other_side_closes_it() -> None:
    ours, theirs = socket.socketpair()
    idle = HttpConnection(ours)
    assert idle.is_open()
    theirs.close()
    assert not idle.is_open()
    idle.close()
