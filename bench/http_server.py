"""What a request costs the HTTP server: `python -m bench.http_server [--requests N]`. CPU microseconds per request.

Each server runs in a process of its own and answers one keep-alive client. The floor is a bare asyncio protocol that
counts bytes and answers fixed ones: what the event loop and the kernel cost by themselves.
"""

import argparse
import asyncio
import resource
import socket
import statistics
import subprocess
import sys
import threading
from typing import cast

from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop, loop_factory
from otelevals.net.message import Request, Response

SIZES = (1_000, 30_000, 200_000)
REPETITIONS = 3
HEAD = (
    b"POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:4318\r\nUser-Agent: OTel-OTLP-Exporter-Python/1.30.0\r\n"
    b"Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n"
    b"Content-Type: application/x-protobuf\r\nContent-Length: %d\r\n\r\n"
)
CPU = b"GET /cpu HTTP/1.1\r\nHost: a\r\n\r\n"


def cpu_time() -> bytes:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return b"%.6f" % (usage.ru_utime + usage.ru_stime)


class Floor(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.missing = 0

    def data_received(self, data: bytes) -> None:
        if data == CPU:
            self.answer(cpu_time())
            return
        if self.missing == 0:
            body = data.index(b"\r\n\r\n") + 4
            self.missing = body + int(data[data.index(b"Content-Length: ") + 16 : body])
        self.missing -= len(data)
        if self.missing == 0:
            self.answer(b"")

    def answer(self, body: bytes) -> None:
        self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))


async def serve_floor() -> None:
    server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def serve_ours() -> None:
    accepted = Response(200, b"", "application/x-protobuf")

    def handler(request: Request) -> Response:
        if request.path == "/cpu":
            return Response(200, cpu_time())
        request.headers.get("content-type")
        request.headers.get("content-encoding")
        return accepted

    loop = HttpLoop()
    loop.start()
    listener = HttpListener("127.0.0.1:0", handler, loop=loop)
    listener.start()
    print(listener.port, flush=True)
    threading.Event().wait()


def exchange(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    missing = int(head[head.index(b"content-length: ") + 16 :].partition(b"\r\n")[0]) - len(body)
    return body + connection.recv(missing, socket.MSG_WAITALL) if missing else body


def measure(name: str, size: int, requests: int) -> float:
    """CPU microseconds of the server per request."""
    server = subprocess.Popen([sys.executable, "-m", "bench.http_server", "--serve", name], stdout=subprocess.PIPE)
    assert server.stdout is not None
    with server, socket.create_connection(("127.0.0.1", int(server.stdout.readline()))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request = HEAD % size + b"x" * size
        for _ in range(200):
            exchange(connection, request)
        before = float(exchange(connection, CPU))
        for _ in range(requests):
            exchange(connection, request)
        used = float(exchange(connection, CPU)) - before
        server.kill()
    return used / requests * 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--serve", choices=["floor", "ours"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve == "ours":
        serve_ours()
    elif options.serve == "floor":
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serve_floor())
    else:
        print(f"{'body bytes':>10} {'floor us':>9} {'ours us':>9}")
        for size in SIZES:
            floor, ours = (
                statistics.median(measure(name, size, options.requests) for _ in range(REPETITIONS))
                for name in ("floor", "ours")
            )
            print(f"{size:>10} {floor:>9.1f} {ours:>9.1f}")


if __name__ == "__main__":
    main()
