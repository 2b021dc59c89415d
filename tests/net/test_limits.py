"""Over a real socket: slow, huge and numerous clients are refused with a status, and leave nothing behind."""

import asyncio
import socket
import threading
from collections.abc import Callable

import pytest

from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.message import Request, Response

Reply = tuple[int, dict[str, str], bytes]
Serve = Callable[..., HttpListener]
Dial = Callable[[HttpListener], socket.socket]
Ask = Callable[[HttpListener, bytes], Reply]
Read = Callable[..., Reply]
Eventually = Callable[[Callable[[], bool]], None]

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"


def drip(connection: socket.socket, data: bytes, stop: threading.Event) -> threading.Thread:
    """Send a byte every few milliseconds until told to stop, or until the server has gone."""

    def send() -> None:
        for byte in data:
            if stop.wait(0.005):
                return
            try:
                connection.send(bytes([byte]))
            except OSError:
                return

    thread = threading.Thread(target=send)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("sent", "dripped", "limits", "message"),
    [
        (b"", b"GET / HTTP/1.1\r\nX: " + b"a" * 9999, Limits(header_timeout=0.2), "headers"),
        (POST + b"Content-Length: 99999\r\n\r\n", b"", Limits(body_timeout=0.2), "body"),
        (POST + b"Content-Length: 99999\r\n\r\n", b"a" * 9999, Limits(body_deadline=0.2), "body"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 9999, Limits(body_deadline=0.2), "body"),
    ],
)
def test_a_request_that_arrives_too_slowly_is_refused(
    serve: Serve, dial: Dial, read_reply: Read, sent: bytes, dripped: bytes, limits: Limits, message: str
) -> None:
    connection = dial(serve(limits=limits))
    connection.sendall(sent)
    stop = threading.Event()
    thread = drip(connection, dripped, stop)
    try:
        status, headers, body = read_reply(connection)
    finally:
        stop.set()
        thread.join()
    assert (status, headers["connection"]) == (408, "close")
    assert body == f"the request {message} did not arrive in time\n".encode()


@pytest.mark.parametrize("first", [b"", GET])
def test_an_idle_connection_is_closed_in_silence(serve: Serve, dial: Dial, read_reply: Read, first: bytes) -> None:
    connection = dial(serve(limits=Limits(header_timeout=0.2, idle_timeout=0.2)))
    connection.sendall(first)
    if first:
        read_reply(connection)
    assert connection.recv(1) == b""


def test_endless_headers_are_refused_early(serve: Serve, dial: Dial, read_reply: Read) -> None:
    listener = serve()
    connection = dial(listener)
    stopped = False

    def flood() -> None:
        nonlocal stopped
        line = b"X-%d: " + b"a" * 1000 + b"\r\n"
        try:
            connection.sendall(b"GET / HTTP/1.1\r\n")
            for number in range(48_000):
                connection.sendall(line % number)
        except OSError:
            stopped = True

    thread = threading.Thread(target=flood)
    thread.start()
    assert read_reply(connection)[0] == 431
    connection.close()
    thread.join()
    assert stopped


@pytest.mark.parametrize(
    ("data", "status", "message"),
    [
        (b"Content-Length: 101\r\n\r\n", 413, b"the request body is larger than 100 bytes\n"),
        (b"Expect: 100-continue\r\nContent-Length: 101\r\n\r\n", 413, b"the request body is larger than 100 bytes\n"),
        (b"Transfer-Encoding: chunked\r\n\r\n65\r\n", 413, b"the request body is larger than 100 bytes\n"),
        (b"X: 1\r\n" * 100 + b"\r\n", 431, b"more than 100 headers\n"),
        (b"X: " + b"a" * 32_768 + b"\r\n\r\n", 431, b"the request line and headers are larger than 32768 bytes\n"),
    ],
)
def test_what_is_too_large_is_refused(serve: Serve, ask: Ask, data: bytes, status: int, message: bytes) -> None:
    reply = ask(serve(limits=Limits(max_body_bytes=100)), POST + data)
    assert (reply[0], reply[1]["connection"], reply[2]) == (status, "close", message)


def test_a_client_that_goes_on_sending_sees_the_refusal(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(limits=Limits(max_body_bytes=100, linger_timeout=20)))
    connection.sendall(POST + b"Content-Length: 20000000\r\n\r\n" + b"a" * 20_000_000)
    assert read_reply(connection)[0] == 413


def test_a_client_that_never_stops_is_cut_off(
    serve: Serve, dial: Dial, read_reply: Read, eventually: Eventually
) -> None:
    listener = serve(limits=Limits(max_body_bytes=100, linger_timeout=0.1))
    connection = dial(listener)
    connection.sendall(POST + b"Content-Length: 200\r\n\r\n")
    assert read_reply(connection)[0] == 413
    eventually(lambda: listener.connections == 0)


def test_connections_beyond_the_maximum_are_told_to_come_back(
    serve: Serve, dial: Dial, read_reply: Read, eventually: Eventually
) -> None:
    listener = serve(limits=Limits(max_connections=2, linger_timeout=0.1))
    first, second = dial(listener), dial(listener)
    for each in (first, second):
        each.sendall(POST + b"Content-Length: 2\r\n\r\n1")
    eventually(lambda: listener.inflight_bytes == 2 * 65)  # a byte each, and what a piece of a body costs
    status, headers, body = read_reply(dial(listener))
    assert (status, headers["retry-after"], body) == (503, "1", b"too many connections\n")
    first.close()
    eventually(lambda: listener.connections < 2)
    second.sendall(b"2")
    assert read_reply(second)[0] == 200
    third = dial(listener)
    third.sendall(GET)
    assert read_reply(third)[0] == 200


def test_a_connection_that_only_waits_makes_room_for_a_new_one(
    serve: Serve, dial: Dial, read_reply: Read, eventually: Eventually
) -> None:
    listener = serve(limits=Limits(max_connections=3))
    silent = dial(listener)
    eventually(lambda: listener.connections == 1)
    served, busy = dial(listener), dial(listener)
    served.sendall(GET)
    assert read_reply(served)[0] == 200
    busy.sendall(POST + b"Content-Length: 2\r\n\r\n1")
    eventually(lambda: listener.connections == 3 and listener.inflight_bytes > 0)
    new = dial(listener)
    new.sendall(GET)
    assert read_reply(new)[0] == 200
    with pytest.raises((EOFError, ConnectionError)):
        read_reply(silent)
    busy.sendall(b"2")
    assert read_reply(busy)[0] == 200
    served.sendall(GET)
    assert read_reply(served)[0] == 200


def test_bodies_beyond_the_common_maximum_are_told_to_come_back(
    serve: Serve, dial: Dial, read_reply: Read, eventually: Eventually
) -> None:
    listener = serve(limits=Limits(max_inflight_bytes=100_000))
    first = dial(listener)
    first.sendall(POST + b"Content-Length: 90000\r\n\r\n" + b"a" * 60_000)
    eventually(lambda: listener.inflight_bytes >= 60_000)
    second = dial(listener)
    second.sendall(POST + b"Content-Length: 90000\r\n\r\n" + b"a" * 60_000)
    status, headers, body = read_reply(second)
    assert (status, headers["retry-after"], body) == (503, "1", b"too many requests in progress\n")
    first.sendall(b"a" * 30_000)
    assert read_reply(first)[0] == 200
    assert listener.inflight_bytes == 0


def test_a_body_counts_until_its_answer(
    serve: Serve, dial: Dial, read_reply: Read, ask: Ask, eventually: Eventually
) -> None:
    release = threading.Event()

    async def handler(request: Request) -> Response:
        while not release.is_set():
            await asyncio.sleep(0.001)
        return Response(200)

    listener = serve(handler, limits=Limits(max_inflight_bytes=100_000))
    first = dial(listener)
    first.sendall(POST + b"Content-Length: 60000\r\n\r\n" + b"a" * 60_000)
    eventually(lambda: listener.inflight_bytes >= 60_000)
    assert ask(listener, POST + b"Content-Length: 60000\r\n\r\n" + b"a" * 60_000)[0] == 503
    release.set()
    assert read_reply(first)[0] == 200
    assert listener.inflight_bytes == 0


@pytest.mark.parametrize("sent", [b"G", GET[:-2], POST + b"Content-Length: 5\r\n\r\nab"])
def test_a_truncated_request_is_dropped(
    serve: Serve, dial: Dial, ask: Ask, eventually: Eventually, sent: bytes
) -> None:
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(200)

    listener = serve(handler)
    connection = dial(listener)
    connection.sendall(sent)
    eventually(lambda: listener.connections == 1)
    connection.close()
    eventually(lambda: listener.connections == 0)
    assert seen == []
    assert listener.inflight_bytes == 0
