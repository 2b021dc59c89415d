"""A small HTTP/1.1 server on a thread of its own, which can also do what no server should."""

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from math import inf
from typing import NamedTuple

from otelevals.testing.judge_answers import Answer

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_LARGEST = 64 * 1024 * 1024


class Head(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]


Responder = Callable[[Head, bytes], Awaitable[Answer]]


class JudgeServer:
    """Serves from `start` to `stop`, on a free port of this machine. The responder runs on the server's event loop."""

    def __init__(self, responder: Responder, tls: ssl.SSLContext | None) -> None:
        self._responder = responder
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-judge", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0
        self.connections = 0
        """How many there have been."""

    def start(self) -> None:
        self._thread.start()
        self._run(self._open())

    def stop(self) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, function: Callable[[], None]) -> None:
        """Have the event loop call a function."""
        self._loop.call_soon_threadsafe(function)

    def _run(self, work: Awaitable[None]) -> None:
        async def doing() -> None:
            await work

        asyncio.run_coroutine_threadsafe(doing(), self._loop).result()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # connections that were closed say so to the loop

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await _send(writer, await self._responder(*await _request(reader))):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            return  # the client has gone, or spoke no HTTP
        finally:
            writer.transport.abort()


async def _request(reader: asyncio.StreamReader) -> tuple[Head, bytes]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    size = int(headers.get("content-length", "0"))
    if not 0 <= size <= _LARGEST:
        raise ValueError("no such length")
    return Head(method, path, headers), await reader.readexactly(size)


async def _send(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Whether the connection can be used again."""
    if answer.delay == inf:
        await asyncio.Event().wait()
    await asyncio.sleep(answer.delay)
    if answer.head:
        fields = {"content-type": "application/json", "content-length": str(len(answer.body)), **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}", *(f"{k}: {v}" for k, v in fields.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body[: answer.cut])
        await writer.drain()
    if answer.then == "stall":
        await asyncio.Event().wait()
    if answer.then == "reset":
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    return not answer.then


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
