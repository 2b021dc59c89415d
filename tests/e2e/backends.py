"""Where collectors deliver to: real gRPC and HTTP servers that record requests and can be made to wait or to refuse."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc

from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.compression import decompress
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.testing import names_in
from otelevals.testing.contract.exporters import Outcome
from tests.exporters.grpc_server import grpc_server
from tests.exporters.http_server import Reply, Request, http_server, ok
from tests.waiting import eventually

_BY_RPC = {signal.wire.rpc: signal for signal in TELEMETRY}
_BY_PATH = {signal.wire.path: signal for signal in TELEMETRY}
_LIMIT = 64 * 1024 * 1024


class Backend:
    """`taken` has what was answered with success: signal, bytes and headers. `answer` may wait, or return a status to
    refuse with: a gRPC status or an HTTP status line. `outcome` refuses by raising Retryable or Permanent."""

    def __init__(self, endpoint: str, refusals: Mapping[type[Exception], Any]) -> None:
        self.endpoint = endpoint
        self._refusals = refusals
        self.outcome: Outcome | None = None
        self.taken: list[tuple[Signal, bytes, dict[str, Any]]] = []
        self.answer: Callable[[], Any] = lambda: None

    def take(self, signal: Signal, raw: bytes, headers: dict[str, Any]) -> Any:
        """The status to refuse a request with, None when it was taken."""
        refusal = self.answer()
        if refusal is None and self.outcome is not None:
            try:
                self.outcome(signal, raw)
            except (Retryable, Permanent) as error:
                refusal = self._refusals[type(error)]
        if refusal is None:
            self.taken.append((signal, raw, headers))
        return refusal

    def received(self) -> list[tuple[Signal, bytes]]:
        return [(signal, raw) for signal, raw, _ in list(self.taken)]

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
        status = grpc.StatusCode
        backend = Backend(server.endpoint, {Retryable: status.UNAVAILABLE, Permanent: status.INVALID_ARGUMENT})

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            method, metadata = next((m, head) for m, body, head in reversed(server.received) if body is request)
            if (refusal := backend.take(_BY_RPC[method], request, metadata)) is not None:
                context.abort(refusal, "refused by the test")
            return b""

        server.answer = answer
        yield backend


@contextmanager
def http_backend() -> Iterator[Backend]:
    with http_server() as server:
        backend = Backend(server.url, {Retryable: "503 Service Unavailable", Permanent: "400 Bad Request"})

        def answer(request: Request) -> Reply:
            signal, body = _BY_PATH[request.path], request.body
            if encoding := request.headers.get("content-encoding"):
                body = decompress(body, encoding, _LIMIT)
            if request.headers["content-type"] == "application/json":
                body = decode_json(signal, body)
            refusal = backend.take(signal, body, request.headers)
            return ok() if refusal is None else ok(status=refusal)

        server.answer = answer
        yield backend
