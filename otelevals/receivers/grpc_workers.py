"""The threads of a gRPC server, which clients that send nothing cannot occupy for long.

gRPC gives a call to a thread when its headers are there, and the thread waits for the message. When all of them wait
and another call has come, the call that has waited longest is cancelled.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import grpc

P = ParamSpec("P")
T = TypeVar("T")


class GrpcWorkers(ThreadPoolExecutor):
    def __init__(self, count: int) -> None:
        super().__init__(count, thread_name_prefix="otlp-grpc")
        self._count = count
        self._lock = threading.Lock()
        self._queued = 0
        self._waiting: dict[int, grpc.ServicerContext] = {}  # in the order in which they began to

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        def run() -> T:
            with self._lock:
                self._queued -= 1
            return fn(*args, **kwargs)

        with self._lock:
            self._queued += 1
        try:
            return super().submit(run)
        finally:
            self._make_room()

    def message(self, messages: Iterator[bytes], context: grpc.ServicerContext) -> bytes | None:
        """The message of a call once it is there; None when the call ends without it, or is cancelled."""
        key = id(context)
        with self._lock:
            self._waiting[key] = context
        self._make_room()
        try:
            return next(messages, None)
        except grpc.RpcError:
            return None
        finally:
            with self._lock:
                self._waiting.pop(key, None)

    def _make_room(self) -> None:
        with self._lock:
            if not self._queued or len(self._waiting) < self._count:
                return
            longest: Any = self._waiting.pop(next(iter(self._waiting)))
        longest.cancel()
