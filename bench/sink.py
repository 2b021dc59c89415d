"""A backend that counts the spans it gets, over gRPC and HTTP, compressed or not. Used by the benchmarks."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from isal import igzip

from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response
from otelevals.otlp.shadow import count_items, read_frame
from otelevals.otlp.signals import Signal


class Sink:
    """Both listeners count into `spans`; `bytes` is what came over the wire."""

    def __init__(self) -> None:
        self.spans = self.bytes = self.requests = 0
        handler: Any = grpc.unary_unary_rpc_method_handler(lambda body, context: self._count(body, len(body)))
        self._grpc = grpc.server(ThreadPoolExecutor(4), options=[("grpc.max_receive_message_length", 64 << 20)])
        self._grpc.add_generic_rpc_handlers((_All(handler),))
        self.grpc_port = self._grpc.add_insecure_port("127.0.0.1:0")
        self._loop = HttpLoop("sink")
        self._http = HttpListener("127.0.0.1:0", self._answer, loop=self._loop, limits=Limits())

    @property
    def http_port(self) -> int:
        return self._http.port

    def start(self) -> None:
        self._grpc.start()
        self._loop.start()
        self._http.start()

    def stop(self) -> None:
        self._grpc.stop(None)
        self._http.stop()
        self._loop.stop()

    def _answer(self, request: Request) -> Response:
        body = request.body
        match request.headers.get("content-encoding", ""):
            case "gzip":
                body = igzip.decompress(body)  # type: ignore[no-untyped-call]
            case "deflate":
                body = zlib.decompress(body)
        return Response(200, self._count(body, len(request.body)), "application/x-protobuf")

    def _count(self, body: bytes, wire: int) -> bytes:
        self.spans += count_items(Signal.TRACES, read_frame(body))
        self.bytes += wire
        self.requests += 1
        return b""


class _All(grpc.GenericRpcHandler):
    def __init__(self, handler: Any) -> None:
        self._handler = handler

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        return self._handler
