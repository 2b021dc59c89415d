"""Headers that are too many, or that try to become headers of another request."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.otlp.signals import Signal
from tests.attack import http2
from tests.attack.victim import HONEST, MIB, Victim
from tests.e2e.backends import Backend, http_backend
from tests.e2e.clients import Clients
from tests.e2e.collector import collector, service
from tests.waiting import PATIENCE

pytestmark = pytest.mark.xdist_group("attack")  # one collector for all


FLOOD = 48 * MIB
RPC = Signal.TRACES.wire.rpc
EVIL = "a\r\nx-evil: 1"


def flood(connection: socket.socket, start: bytes, piece: bytes, most: int = FLOOD) -> int:
    """How many bytes could be sent before the server ended the connection."""
    connection.sendall(start)
    sent = 0
    with contextlib.suppress(ConnectionError):
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    return sent


def test_48_mb_of_headers_over_http_are_not_kept(target: Victim) -> None:
    with target.connect() as connection:
        flood(connection, b"POST /v1/traces HTTP/1.1\r\nHost: a\r\n", b"x: %b\r\n" % (b"y" * 8000))
        target.serve_somebody_new()


def test_48_mb_of_headers_over_grpc_are_not_kept(target: Victim) -> None:
    more = http2.frame(http2.CONTINUATION, 0, 1, http2.header("x", "y" * 8000))
    with http2.open_connection(target.grpc, PATIENCE) as connection:
        flood(connection, http2.frame(http2.HEADERS, 0, 1, http2.call(RPC)), more)
        target.serve_somebody_new()


def test_continuations_that_carry_nothing_are_harmless(target: Victim) -> None:
    empty = http2.frame(http2.CONTINUATION, 0, 1) * 1000
    with http2.open_connection(target.grpc, PATIENCE) as connection:
        flood(connection, http2.frame(http2.HEADERS, 0, 1, http2.call(RPC)), empty, MIB)
        target.serve_somebody_new()


@pytest.fixture
def sink() -> Iterator[Backend]:
    with http_backend() as backend:
        yield backend


def passing_on(endpoint: str) -> dict[str, object]:
    """A configuration that sends the tenant of each request on."""
    rule = {"key": "x-tenant", "from_context": "x-tenant"}
    protocols = {name: {"endpoint": "127.0.0.1:0", "include_metadata": True} for name in ("grpc", "http")}
    pipelines = {"traces": {"receivers": ["otlp"], "exporters": ["otlp_http"]}}
    return {
        "receivers": {"otlp": {"protocols": protocols}},
        "exporters": {"otlp_http": {"endpoint": endpoint, "auth": {"authenticator": "headers_setter"}}},
        "extensions": {"headers_setter": {"headers": [rule]}},
        "service": service(pipelines, extensions=["headers_setter"]),
    }


def send_raw(url: str, value: bytes) -> None:
    host, _, port = url.removeprefix("http://").rpartition(":")
    head = b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-protobuf\r\n"
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(head + b"x-tenant: %b\r\nContent-Length: %d\r\n\r\n" % (value, len(HONEST)) + HONEST)
        wait_until_closed(connection)


def call_raw(endpoint: str, value: str) -> None:
    host, _, port = endpoint.rpartition(":")
    message = b"\0" + len(HONEST).to_bytes(4, "big") + HONEST
    with http2.open_connection((host, int(port)), PATIENCE) as connection:
        connection.sendall(http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.call(RPC, ("x-tenant", value))))
        connection.sendall(http2.frame(http2.DATA, http2.END_STREAM, 1, message))
        connection.shutdown(socket.SHUT_WR)
        wait_until_closed(connection)


def wait_until_closed(connection: socket.socket) -> None:
    with contextlib.suppress(ConnectionError):
        while connection.recv(65536):
            pass


def test_a_header_that_is_passed_on_stays_one_header(tmp_path: Path, sink: Backend) -> None:
    clients = Clients()
    with collector(tmp_path / "collector.yaml", passing_on(sink.endpoint)) as running:
        for value in (b"a\rx-evil: 1", b"a\nx-evil: 1", b"a\x00b", b"a\r\n x-evil: 1", b"a\xc4\x8d\xc4\x8ax-evil: 1"):
            send_raw(running.http, value)
        call_raw(running.grpc, EVIL)
        clients.http(running.http, Signal.TRACES, HONEST, headers=(("x-tenant", "honest"),))
        assert running.terminate() == 0
    clients.close()
    received = [headers for _, _, headers in sink.taken]
    assert "honest" in [headers.get("x-tenant") for headers in received]
    assert not any("x-evil" in headers for headers in received)
