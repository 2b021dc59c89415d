"""A gate decides by headers whether a request is received, and its refusal is the last answer of the connection."""

import socket
from collections.abc import Callable, Mapping

import pytest
from structlog.testing import capture_logs

from otelevals.net.cors import Cors
from otelevals.net.head import HttpError
from otelevals.net.listener import HttpListener

Reply = tuple[int, dict[str, str], bytes]
Serve = Callable[..., HttpListener]
Ask = Callable[[HttpListener, bytes], Reply]
Read = Callable[..., Reply]
Dial = Callable[[HttpListener], socket.socket]

CORS = Cors(("https://a.example",))


def gate(headers: Mapping[str, str]) -> None:
    if headers.get("password") != "hush":
        raise HttpError(401, "who are you?", (("www-authenticate", "Password"),))


def broken(headers: Mapping[str, str]) -> None:
    raise ZeroDivisionError


def post(*headers: str, length: int = 0, method: str = "POST") -> bytes:
    lines = [f"{method} / HTTP/1.1", "Host: a", f"Content-Length: {length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def test_who_passes_is_served_again_and_again(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(gate=gate))
    for _ in range(2):
        connection.sendall(post("password: hush", length=2) + b"hi")
        assert read_reply(connection)[::2] == (200, b"hi")


def test_others_are_refused_before_their_body_comes(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(gate=gate))
    connection.sendall(post("password: hush", length=2) + b"hi" + post(length=1000))
    assert read_reply(connection)[::2] == (200, b"hi")
    status, headers, body = read_reply(connection)
    assert (status, headers["www-authenticate"], body) == (401, "Password", b"who are you?\n")
    assert headers["connection"] == "close"
    assert connection.recv(1) == b""


@pytest.mark.parametrize(
    ("cors", "length", "headers", "status"),
    [
        (CORS, 0, ("access-control-request-method: POST",), 204),
        (CORS, 5, ("access-control-request-method: POST",), 401),
        (CORS, 0, (), 401),
        (None, 0, ("access-control-request-method: POST",), 401),
    ],
)
def test_preflights_pass_where_they_are_answered(
    cors: Cors | None, length: int, headers: tuple[str, ...], status: int, serve: Serve, ask: Ask
) -> None:
    listener = serve(gate=gate, cors=cors)
    assert ask(listener, post("origin: https://a.example", *headers, length=length, method="OPTIONS"))[0] == status


def test_a_page_may_read_why_it_is_refused(serve: Serve, ask: Ask) -> None:
    _, headers, _ = ask(serve(gate=gate, cors=CORS), post("origin: https://a.example"))
    assert headers["access-control-allow-origin"] == "https://a.example"


def test_nobody_passes_a_broken_gate(serve: Serve, ask: Ask) -> None:
    with capture_logs() as logs:
        assert ask(serve(gate=broken), post())[::2] == (500, b"internal error\n")
    assert [log["event"] for log in logs] == ["a request could not be checked"]
