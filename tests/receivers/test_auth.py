"""A receiver with an authenticator takes what shows credentials, and refuses the rest before it reads it."""

import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import grpc
import pytest
from google.rpc.status_pb2 import Status

from otelevals.api.component import ComponentId
from otelevals.api.errors import ConfigError, Unauthenticated
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON
from otelevals.testing import trace_request
from tests.receivers.running import Running, running

RAW = trace_request(3).SerializeToString()
AUTH = {"auth": {"authenticator": "password"}}
MESSAGE = "say the password"


class Password:
    """An authenticator that knows one."""

    def authenticate(self, headers: Mapping[str, str]) -> None:
        if headers.get("x-password") != "hush":
            raise Unauthenticated(MESSAGE, "Password")


class Broken:
    def authenticate(self, headers: Mapping[str, str]) -> None:
        raise ZeroDivisionError


def guarded(authenticator: Any = None, **options: Any) -> Any:
    extensions = {ComponentId("password"): authenticator or Password()}
    return running(**{"with_grpc": AUTH, "with_http": AUTH, "extensions": extensions} | options)


def unauthenticated(server: Running, transport: str) -> float:
    return server.counted("otelevals_receiver_unauthenticated_requests", transport)


def test_who_shows_credentials_may_send() -> None:
    with guarded() as server:
        server.export(RAW, metadata=(("x-password", "hush"),))
        for _ in range(2):
            assert server.post(RAW, x_password="hush").status == 200
        assert len(server.sink.taken) == 3
        assert unauthenticated(server, "grpc") == unauthenticated(server, "http") == 0


@pytest.mark.parametrize("metadata", [(), (("x-password", "Hush"),), (("x-password", "hush"), ("x-password", "hush"))])
def test_grpc_refuses_others(metadata: Any) -> None:
    with guarded() as server:
        error = server.refusal(RAW, metadata=metadata)
        assert (error.code(), error.details()) == (grpc.StatusCode.UNAUTHENTICATED, MESSAGE)
        assert server.sink.taken == []
        assert unauthenticated(server, "grpc") == 1


def test_http_refuses_others_in_their_format() -> None:
    with guarded() as server:
        response = server.post(RAW)
        assert (response.status, response.headers["www-authenticate"]) == (401, "Password")
        assert Status.FromString(response.data).message == MESSAGE
        response = server.post(b"{}", kind=JSON, x_password="no")
        assert (response.status, response.json()) == (401, {"code": 16, "message": MESSAGE})
        assert server.post(b"", "/elsewhere", method="GET").status == 401
        assert server.sink.taken == []
        assert unauthenticated(server, "http") == 3


def test_http_refuses_without_reading_the_body() -> None:
    head = b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Length: 60000000\r\nExpect: 100-continue\r\n\r\n"
    with guarded() as server, socket.create_connection(("127.0.0.1", server.receiver.http_port), timeout=20) as client:
        client.sendall(head)
        assert client.recv(12) == b"HTTP/1.1 401"


def test_grpc_refuses_without_reading_the_message() -> None:
    never_sent = threading.Event()

    def messages() -> Iterator[bytes]:
        never_sent.wait(30)
        yield RAW

    with guarded() as server:
        call: Any = server.channel.stream_unary(Signal.TRACES.wire.rpc)
        with pytest.raises(grpc.RpcError) as caught:
            call(messages(), timeout=20)
        never_sent.set()
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_browsers_may_ask_whether_they_may_send() -> None:
    asking = {"origin": "https://a.example", "access_control_request_method": "POST"}
    cors = {"cors": {"allowed_origins": ["https://a.example"]}}
    with guarded(with_http=AUTH | cors) as server:
        assert server.post(b"", method="OPTIONS", **asking).status == 204
        assert server.post(b"body", method="OPTIONS", **asking).status == 401
        refused = server.post(RAW, origin="https://a.example")
        assert (refused.status, refused.headers["access-control-allow-origin"]) == (401, "https://a.example")
    with guarded() as server:
        assert server.post(b"", method="OPTIONS", **asking).status == 401


def test_nobody_passes_a_broken_authenticator(caplog: pytest.LogCaptureFixture) -> None:
    with guarded(Broken()) as server:
        assert server.refusal(RAW).code() is grpc.StatusCode.UNKNOWN
        assert server.post(RAW).status == 500
        assert server.sink.taken == []


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        ({}, "the extension password is not running: list it in service.extensions"),
        ({ComponentId("password"): object()}, "the extension password does not authenticate"),
    ],
)
@pytest.mark.parametrize("protocol", ["grpc", "http"])
def test_the_authenticator_must_be_there(protocol: str, extensions: dict[Any, Any], message: str) -> None:
    options: Any = {"with_grpc": None, "with_http": None, f"with_{protocol}": AUTH}
    with pytest.raises(ConfigError) as caught:
        Running(**options, extensions=extensions)
    assert (str(caught.value), caught.value.path) == (message, ("protocols", protocol, "auth", "authenticator"))
