"""Clients that send slowly, or nothing, are cut off; they keep nobody else from being served."""

import contextlib
import resource
import socket
from collections.abc import Iterator

import pytest
from grpc import StatusCode

from otelevals.otlp.signals import Signal
from tests.attack import http2
from tests.attack.victim import HONEST, Victim
from tests.waiting import PATIENCE, eventually

pytestmark = pytest.mark.xdist_group("attack")  # one collector for all


CONNECTIONS = 5000
OTHER_FILES = 500  # that each process has open besides
CALL = http2.call(Signal.TRACES.wire.rpc)
POST = b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\n"
DRIPS = {
    b"": b"P",
    POST: b"x: y\r\n",
    POST + b"Content-Length: 1000000\r\n\r\n": b"\x0a",
    POST + b"Transfer-Encoding: chunked\r\n\r\n": b"1\r\nx\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n": b"x: y\r\n",
}
"""How a request begins, and what comes of it again and again."""


@pytest.fixture
def crowd() -> Iterator[contextlib.ExitStack]:
    """Closes the connections of a test."""
    with contextlib.ExitStack() as stack:
        yield stack


def test_clients_that_drip_are_cut_off(target: Victim, crowd: contextlib.ExitStack) -> None:
    left: dict[socket.socket, bytes] = {}
    for start, piece in DRIPS.items():
        for _ in range(50):
            connection = crowd.enter_context(target.connect())
            connection.sendall(start)
            left[connection] = piece
    target.serve_somebody_new()

    def drip() -> bool:
        for connection, piece in list(left.items()):
            try:
                connection.sendall(piece)
            except OSError:
                del left[connection]
        return not left

    eventually(drip, "a client that drips was not cut off")


def test_calls_that_send_no_message_do_not_keep_the_workers(target: Victim, crowd: contextlib.ExitStack) -> None:
    for _ in range(10):
        connection = crowd.enter_context(http2.open_connection(target.grpc, PATIENCE))
        for number in range(100):
            connection.sendall(http2.frame(http2.HEADERS, http2.END_HEADERS, 2 * number + 1, CALL))
    for _ in range(3):
        target.serve_somebody_new()


def test_calls_that_are_taken_back_at_once_are_harmless(target: Victim, crowd: contextlib.ExitStack) -> None:
    connection = crowd.enter_context(http2.open_connection(target.grpc, PATIENCE))
    with contextlib.suppress(ConnectionError):
        for number in range(5000):
            begin = http2.frame(http2.HEADERS, http2.END_HEADERS, 2 * number + 1, CALL)
            connection.sendall(begin + http2.frame(http2.RST_STREAM, 0, 2 * number + 1, b"\0\0\0\x08"))
    target.serve_somebody_new()


def test_thousands_of_idle_connections_keep_nobody_out(target: Victim, crowd: contextlib.ExitStack) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    count = min(CONNECTIONS, limit - OTHER_FILES)
    for _ in range(count):
        crowd.enter_context(target.connect())
    target.serve_somebody_new()
    if count < CONNECTIONS:
        pytest.skip(f"{count} connections were harmless; the limit of {limit} files allows no more")


def test_idle_connections_to_grpc_keep_nobody_out_for_long(target: Victim, crowd: contextlib.ExitStack) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    for _ in range(min(1100, limit - OTHER_FILES)):
        crowd.enter_context(target.connect(target.grpc))
    eventually(lambda: target.export(HONEST) is StatusCode.OK, "nobody new was served")
