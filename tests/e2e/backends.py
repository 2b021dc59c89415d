"""Where collectors deliver to: real gRPC and HTTP servers that record requests and can be made to wait or to refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc

from otelevals.otlp.compression import decompress
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from otelevals.testing import names_in
from tests.exporters.grpc_server import grpc_server
from tests.exporters.http_server import Reply, Request, http_server, ok
from tests.waiting import eventually

_BY_RPC = {signal.wire.rpc: signal for signal in Signal}
_BY_PATH = {signal.wire.path: signal for signal in Signal}
_LIMIT = 64 * 1024 * 1024


class Backend:
    """`taken` has what was answered with success: signal, bytes and headers. `answer` may wait, or return a status to
    refuse with: a gRPC status or an HTTP status line."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.taken: list[tuple[Signal, bytes, dict[str, Any]]] = []
        self.answer: Callable[[], Any] = lambda: None

    @property
    def names(self) -> list[str]:
        """The names of all items, in the order in which they were taken."""
        return [name for signal, raw, _ in list(self.taken) for name in names_in(signal, raw)]

    def next(self, seen: int) -> tuple[Signal, bytes, dict[str, Any]]:
        """The request after so many others, once it is there."""
        eventually(lambda: len(self.taken) > seen, f"nothing came to {self.endpoint}")
        return self.taken[seen]


@contextmanager
def grpc_backend() -> Iterator[Backend]:
    with grpc_server() as server:
        backend = Backend(server.endpoint)

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            if (refusal := backend.answer()) is not None:
                context.abort(refusal, "refused by the test")
            method, metadata = next((m, head) for m, body, head in reversed(server.received) if body is request)
            backend.taken.append((_BY_RPC[method], request, metadata))
            return b""

        server.answer = answer
        yield backend


@contextmanager
def http_backend() -> Iterator[Backend]:
    with http_server() as server:
        backend = Backend(server.url)

        def answer(request: Request) -> Reply:
            if (refusal := backend.answer()) is not None:
                return ok(status=refusal)
            signal, body = _BY_PATH[request.path], request.body
            if encoding := request.headers.get("content-encoding"):
                body = decompress(body, encoding, _LIMIT)
            if request.headers["content-type"] == "application/json":
                body = decode_json(signal, body)
            backend.taken.append((signal, body, request.headers))
            return ok()

        server.answer = answer
        yield backend
