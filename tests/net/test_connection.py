"""Over a real socket: requests are answered in order, whatever they are, and a handler's failure stays its own."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from otelevals.net.cors import Cors
from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.message import Request, Response

Reply = tuple[int, dict[str, str], bytes]
Serve = Callable[..., HttpListener]
Dial = Callable[[HttpListener], socket.socket]
Ask = Callable[[HttpListener, bytes], Reply]
Read = Callable[..., Reply]

GET = b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


def test_a_handler_sees_the_whole_request(serve: Serve, dial: Dial, read_reply: Read) -> None:
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(202, b"yes", "text/plain", (("x-a", "b"),))

    listener = serve(handler)
    connection = dial(listener)
    connection.sendall(b"PUT /a%20b?c=d HTTP/1.1\r\nHost: a\r\nX-Two: 1\r\nx-two: 2\r\nContent-Length: 3\r\n\r\nabc")
    status, headers, body = read_reply(connection)
    assert (status, body) == (202, b"yes")
    assert headers.pop("date").endswith(" GMT")
    assert headers == {"content-type": "text/plain", "x-a": "b", "content-length": "3"}
    (request,) = seen
    assert (request.method, request.path, request.query, request.body) == ("PUT", "/a b", "c=d", b"abc")
    assert dict(request.headers) == {"host": "a", "x-two": "1, 2", "content-length": "3"}
    assert request.headers.get("x-one") is None
    assert request.peer == f"127.0.0.1:{connection.getsockname()[1]}"


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_of_any_size_come_whole(serve: Serve, dial: Dial, read_reply: Read, size: int, chunked: bool) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    if chunked:
        pieces = [body[start : start + 50_000] for start in range(0, size, 50_000)]
        framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        data = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"
    else:
        data = POST % size + body
    lengths: list[bytes] = []

    def handler(request: Request) -> Response:
        lengths.append(request.body)
        return Response(200)

    connection = dial(serve(handler))
    for _ in range(2):  # the connection is kept
        connection.sendall(data)
        assert read_reply(connection)[0] == 200
    assert lengths == [body, body]


@pytest.mark.parametrize("is_async", [False, True])
def test_pipelined_requests_are_answered_in_order(serve: Serve, dial: Dial, read_reply: Read, is_async: bool) -> None:
    at_once = 0

    async def later(request: Request) -> Response:
        nonlocal at_once
        at_once += 1
        assert at_once == 1
        await asyncio.sleep(0)
        at_once -= 1
        return Response(200, request.path.encode())

    def handler(request: Request) -> Response | Awaitable[Response]:
        return later(request) if is_async else Response(200, request.path.encode())

    connection = dial(serve(handler))
    connection.sendall(b"".join(GET % number for number in range(300)))
    assert [read_reply(connection)[2] for _ in range(300)] == [b"/%d" % number for number in range(300)]


def test_head_is_answered_without_a_body(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(lambda request: Response(200, b"abc")))
    connection.sendall(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + GET % 1)
    status, headers, _ = read_reply(connection, without_body=True)
    assert (status, headers["content-length"]) == (200, "3")
    assert read_reply(connection)[2] == b"abc"


@pytest.mark.parametrize(
    "data",
    [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
)
def test_a_connection_closes_when_the_client_asks(serve: Serve, dial: Dial, read_reply: Read, data: bytes) -> None:
    connection = dial(serve())
    connection.sendall(data)
    status, headers, _ = read_reply(connection)
    assert (status, headers["connection"]) == (200, "close")
    assert connection.recv(1) == b""


def test_a_client_that_expects_100_continue_gets_it(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve())
    connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert read_reply(connection)[0] == 100
    connection.sendall(b"abc")
    assert read_reply(connection)[::2] == (200, b"abc")


def test_an_upgrade_is_answered_as_any_request(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve())
    upgrade = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc"
    connection.sendall(upgrade + GET % 1)
    assert read_reply(connection)[::2] == (200, b"abc")
    assert read_reply(connection)[1]["x-path"] == "/1"


def test_a_client_that_stops_sending_still_gets_its_answer(serve: Serve, dial: Dial, read_reply: Read) -> None:
    async def later(request: Request) -> Response:
        await asyncio.sleep(0.01)
        return Response(200, request.path.encode())

    connection = dial(serve(later))
    connection.sendall(GET % 1 + GET % 2)
    connection.shutdown(socket.SHUT_WR)
    assert [read_reply(connection)[2] for _ in range(2)] == [b"/1", b"/2"]
    assert connection.recv(1) == b""


@pytest.mark.parametrize("is_async", [False, True])
def test_a_handler_that_raises_is_logged_and_answered(serve: Serve, ask: Ask, is_async: bool) -> None:
    async def fail_later(request: Request) -> Response:
        raise LookupError("secret")

    def fail(request: Request) -> Response:
        raise LookupError("secret")

    listener = serve(fail_later if is_async else fail, name="intake")
    with capture_logs() as logs:
        status, headers, body = ask(listener, GET % 1)
    assert (status, headers["connection"], body) == (500, "close", b"internal error\n")
    (entry,) = logs
    assert (entry["event"], entry["listener"], entry["path"]) == ("request handler failed", "intake", "/1")
    listener.handler = lambda request: Response(200)
    assert ask(listener, GET % 1)[0] == 200


@pytest.mark.parametrize("response", [Response(200, headers=(("a", "b\r\nc: d"),)), None])
def test_a_response_that_cannot_be_written_is_a_failure(serve: Serve, ask: Ask, response: Response | None) -> None:
    async def later(request: Request) -> Response | None:
        return response

    with capture_logs():
        assert ask(serve(later), GET % 1)[0] == 500


def test_cors_is_answered_before_the_handler(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(cors=Cors(("https://*.a.com",))))
    origin = b"Host: a\r\nOrigin: https://b.a.com\r\n"
    connection.sendall(b"OPTIONS / HTTP/1.1\r\n" + origin + b"Access-Control-Request-Method: POST\r\n\r\n")
    status, headers, _ = read_reply(connection)
    assert (status, headers["access-control-allow-methods"]) == (204, "POST")
    assert "x-path" not in headers
    connection.sendall(b"GET / HTTP/1.1\r\n" + origin + b"\r\n")
    _, headers, _ = read_reply(connection)
    assert (headers["access-control-allow-origin"], headers["vary"]) == ("https://b.a.com", "Origin")
    assert headers["x-path"] == "/"


def test_a_client_that_does_not_read_stops_being_served(
    serve: Serve, dial: Dial, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    answered = 0

    def handler(request: Request) -> Response:
        nonlocal answered
        answered += 1
        return Response(200, b"x" * 100_000)

    listener = serve(handler, limits=Limits(write_timeout=0.2))
    connection = dial(listener)
    connection.sendall(b"".join(GET % number for number in range(500)))
    eventually(lambda: listener.connections == 0 and answered > 0)
    assert answered < 500


def test_a_client_that_reads_late_gets_everything(serve: Serve, dial: Dial, read_reply: Read) -> None:
    connection = dial(serve(lambda request: Response(200, b"x" * 1_000_000)))
    sender = threading.Thread(target=connection.sendall, args=(b"".join(GET % number for number in range(50)),))
    sender.start()
    sender.join()
    assert sum(len(read_reply(connection)[2]) for _ in range(50)) == 50_000_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), prefix=st.sampled_from([b"", b"GET / HTTP/1.1\r\n", POST % 20, POST % 0]))
def test_random_bytes_do_not_disturb_the_next_client(serve: Serve, ask: Ask, data: bytes, prefix: bytes) -> None:
    listener = serve()
    with socket.create_connection(("127.0.0.1", listener.port)) as connection:
        connection.sendall(prefix + data)
    assert ask(listener, GET % 1)[0] == 200
