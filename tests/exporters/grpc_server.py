"""A gRPC server that answers as a test says, and remembers what came."""

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc

# A request and its context to the answer's bytes.
Answer = Callable[[bytes, grpc.ServicerContext], bytes]


@dataclass
class GrpcServer:
    endpoint: str = ""
    received: list[tuple[str, bytes, dict[str, Any]]] = field(default_factory=list)
    """The method, body and metadata of each request."""
    answer: Answer = lambda request, context: b""

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
            metadata: Any = context.invocation_metadata()
            self.received.append((details.method, request, dict(metadata)))
            return self.answer(request, context)

        return grpc.unary_unary_rpc_method_handler(handle)


class _Handler(grpc.GenericRpcHandler):
    def __init__(self, server: GrpcServer) -> None:
        self._server = server

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> Any:
        return self._server.service(handler_call_details)


@contextmanager
def grpc_server(credentials: grpc.ServerCredentials | None = None, *options: tuple[str, Any]) -> Iterator[GrpcServer]:
    """A running server; by its name localhost when it has credentials."""
    running = GrpcServer()
    threads = futures.ThreadPoolExecutor(4)
    server = grpc.server(threads, options=[("grpc.max_receive_message_length", -1), ("grpc.so_reuseport", 0), *options])
    server.add_generic_rpc_handlers((_Handler(running),))
    if credentials is None:
        running.endpoint = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    else:
        running.endpoint = f"localhost:{server.add_secure_port('127.0.0.1:0', credentials)}"
    server.start()
    try:
        yield running
    finally:
        server.stop(0).wait()
        threads.shutdown()
