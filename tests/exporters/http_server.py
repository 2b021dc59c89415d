"""An HTTP server on a raw socket that answers, stalls and breaks as a test says, and remembers what came."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BufferedReader


@dataclass(frozen=True)
class Request:
    line: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """Which of the accepted connections it came on, from 1."""

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]


@dataclass(frozen=True)
class Reply:
    """Raw bytes, and what happens to the connection after them: keep, close, reset or stall."""

    data: bytes = b""
    then: str = "keep"


def ok(
    body: bytes = b"", content_type: str = "application/x-protobuf", status: str = "200 OK", more: str = ""
) -> Reply:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return Reply(head.encode() + body)


@dataclass
class HttpServer:
    port: int
    answer: Callable[[Request], Reply] = lambda request: ok()
    received: list[Request] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    connections: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def drop_connections(self) -> None:
        """Close every connection, as servers do with idle ones."""
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def serve(self, connection: socket.socket, number: int) -> None:
        stream = connection.makefile("rb")
        with connection, stream, contextlib.suppress(OSError):
            while (request := _read(stream, number)) is not None:
                self.received.append(request)
                reply = self.answer(request)
                connection.sendall(reply.data)
                if reply.then == "stall":
                    self.stopping.wait()
                if reply.then == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if reply.then != "keep":
                    return


def _read(stream: BufferedReader, number: int) -> Request | None:
    line = stream.readline().decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    headers = {}
    while (header := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = header.partition(": ")
        headers[name.lower()] = value
    return Request(line, headers, stream.read(int(headers.get("content-length", 0))), number)


@contextlib.contextmanager
def http_server(tls: ssl.SSLContext | None = None) -> Iterator[HttpServer]:
    listener = socket.create_server(("127.0.0.1", 0))
    running = HttpServer(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                thread = threading.Thread(target=secure_and_serve, args=(connection, len(threads) + 1))
                threads.append(thread)
                thread.start()

    def secure_and_serve(connection: socket.socket, number: int) -> None:
        if tls is not None:
            try:
                connection = tls.wrap_socket(connection, server_side=True)
            except OSError:
                connection.close()
                return
        running.connections.append(connection)
        running.serve(connection, number)

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield running
    finally:
        running.stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        running.drop_connections()
        for thread in threads:
            thread.join()
