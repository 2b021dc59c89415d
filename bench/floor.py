"""The floor: a bare synchronous gRPC forwarder that merges raw bodies. Nothing that forwards in Python can do less.

Usage: floor.py LISTEN_PORT SINK_PORT
"""

import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
LIMIT = 3_500_000


class Handlers(grpc.GenericRpcHandler):
    def __init__(self, waiting: "queue.SimpleQueue[bytes]") -> None:
        def take(body: bytes, context: Any) -> bytes:
            waiting.put(body)
            return b""

        self._handler: Any = grpc.unary_unary_rpc_method_handler(take)

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        return self._handler if details.method == METHOD else None


def forward(waiting: "queue.SimpleQueue[bytes]", port: str) -> None:
    channel = grpc.insecure_channel(f"127.0.0.1:{port}")
    export: Any = channel.unary_unary(METHOD)
    left: bytes | None = None
    while True:
        bodies = [left or waiting.get()]
        size, left = len(bodies[0]), None
        while not waiting.empty():
            body = waiting.get()
            size += len(body)
            if size > LIMIT:
                left = body
                break
            bodies.append(body)
        export(b"".join(bodies), wait_for_ready=True)


def main() -> None:
    sys.setswitchinterval(0.0005)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    server = grpc.server(ThreadPoolExecutor(8), options=[("grpc.max_receive_message_length", 64 << 20)])
    server.add_generic_rpc_handlers((Handlers(waiting),))
    server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    server.start()
    threading.Thread(target=forward, args=(waiting, sys.argv[2]), daemon=True).start()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
