"""A listener starts, changes its handler and stops without losing a request or leaving anything behind."""

import asyncio
import gc
import socket
import threading
from collections.abc import Callable

import pytest

from otelevals.net.connection import Connection
from otelevals.net.endpoint import ListenError
from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response

Reply = tuple[int, dict[str, str], bytes]
Serve = Callable[..., HttpListener]
Dial = Callable[[HttpListener], socket.socket]
Ask = Callable[[HttpListener, bytes], Reply]
Read = Callable[..., Reply]
Eventually = Callable[[Callable[[], bool]], None]

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def has_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


class Gate:
    """A handler that answers once it is opened."""

    def __init__(self) -> None:
        self.waiting = 0
        self.open = False

    async def __call__(self, request: Request) -> Response:
        self.waiting += 1
        while not self.open:
            await asyncio.sleep(0.001)
        return Response(200, request.path.encode())


def test_localhost_is_served_on_every_loopback_address(http_loop: HttpLoop, read_reply: Read) -> None:
    listener = HttpListener("localhost:0", lambda request: Response(200, request.peer.encode()), loop=http_loop)
    listener.start()
    assert str(listener.endpoint) == f"localhost:{listener.port}"
    addresses = ["127.0.0.1", "::1"] if socket.has_ipv6 else ["127.0.0.1"]
    for address in addresses:
        with socket.create_connection((address, listener.port)) as connection:
            connection.sendall(GET)
            shown = f"[{address}]" if ":" in address else address
            assert read_reply(connection)[2].decode() == f"{shown}:{connection.getsockname()[1]}"
    listener.stop()
    assert listener.port == 0
    listener.stop()


def test_a_port_in_use_is_an_error(serve: Serve, http_loop: HttpLoop) -> None:
    port = serve().port
    with pytest.raises(ListenError, match=f"^cannot listen on 127.0.0.1:{port}: address already in use$"):
        HttpListener(f"127.0.0.1:{port}", lambda request: Response(200), loop=http_loop).start()


def test_the_handler_changes_between_requests(serve: Serve, dial: Dial, read_reply: Read) -> None:
    listener = serve(lambda request: Response(200, b"old"))
    connection = dial(listener)
    for expected in (b"old", b"new"):
        connection.sendall(GET)
        assert read_reply(connection)[2] == expected
        listener.handler = lambda request: Response(200, b"new")


def test_stop_answers_what_is_in_progress(serve: Serve, dial: Dial, read_reply: Read, eventually: Eventually) -> None:
    gate = Gate()
    listener = serve(gate)
    pending, pipelined, half, idle = (dial(listener) for _ in range(4))
    pending.sendall(GET)
    pipelined.sendall(GET + b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    half.sendall(b"POST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
    eventually(lambda: gate.waiting == 2 and listener.connections == 4 and listener.inflight_bytes > 0)
    port = listener.port
    stopping = threading.Thread(target=listener.stop, args=(20,))
    stopping.start()
    assert idle.recv(1) == b""
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system likes
        socket.create_connection(("127.0.0.1", port)).recv(1)
    gate.open = True
    half.sendall(b"b")
    assert read_reply(half)[::2] == (200, b"/3")
    status, headers, body = read_reply(pending)
    assert (status, headers["connection"], body) == (200, "close", b"/")
    assert "connection" not in read_reply(pipelined)[1]
    assert read_reply(pipelined)[1]["connection"] == "close"
    stopping.join()


def test_stop_cuts_off_what_does_not_end(serve: Serve, dial: Dial, eventually: Eventually) -> None:
    gate = Gate()
    listener = serve(gate)
    pending, half = dial(listener), dial(listener)
    pending.sendall(GET)
    half.sendall(GET[:9])
    eventually(lambda: gate.waiting == 1 and listener.connections == 2)
    listener.stop(0.05)
    for connection in (pending, half):
        assert has_ended(connection)


def test_a_handler_whose_client_left_may_finish(serve: Serve, dial: Dial, eventually: Eventually) -> None:
    finished = False

    async def handler(request: Request) -> Response:
        nonlocal finished
        await gate(request)
        finished = True
        return Response(200)

    gate = Gate()
    listener = serve(handler)
    connection = dial(listener)
    connection.sendall(GET)
    eventually(lambda: gate.waiting == 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()
    eventually(lambda: listener.connections == 0)
    stopping = threading.Thread(target=listener.stop, args=(20,))
    stopping.start()
    gate.open = True
    stopping.join()
    assert finished


def test_nothing_is_left_after_many_connections(
    serve: Serve, dial: Dial, read_reply: Read, http_loop: HttpLoop, eventually: Eventually
) -> None:
    async def handler(request: Request) -> Response:
        await asyncio.sleep(0)
        return Response(200)

    listener = serve(handler, limits=Limits(max_body_bytes=10, linger_timeout=0.05))
    ends = [GET, b"\x00", GET[:5], b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n"]
    for number in range(200):
        with socket.create_connection(("127.0.0.1", listener.port)) as connection:
            connection.sendall(GET)
            read_reply(connection)
            connection.sendall(ends[number % 4])
    eventually(lambda: listener.connections == 0)

    async def tasks() -> int:
        return len(asyncio.all_tasks()) - 1

    eventually(lambda: http_loop.run(tasks()) == 0)
    assert listener.inflight_bytes == 0
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, Connection)]
