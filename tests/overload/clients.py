"""Clients that send more than a backend takes, do not wait when they are told to, and remember what they were told."""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import grpc
import urllib3
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from otelevals.otlp.signals import Signal
from otelevals.otlp.status import GRPC_DETAILS, PROTOBUF
from otelevals.testing import trace_request
from tests.loading import working
from tests.waiting import PATIENCE

SPANS = 20  # of a request
_SPAN_BYTES = 5_000
_NAME = b"request-%08d"
_LATER_HTTP = (429, 503)
_LATER_GRPC = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)


def _template() -> bytes:
    request = trace_request([{"text": "x" * _SPAN_BYTES}] * SPANS)
    for span in request.resource_spans[0].scope_spans[0].spans:
        span.name = (_NAME % 0).decode()
    return request.SerializeToString()


_TEMPLATE = _template()
REQUEST_BYTES = len(_TEMPLATE)


class Refused(Exception):
    """With what the client was told; `rightly` when that is to come back, and when."""

    def __init__(self, told: str, *, rightly: bool) -> None:
        super().__init__(told)
        self.rightly = rightly


class Load:
    """`offered`, `acknowledged`, `refused` and `wrong` may be read at any time."""

    def __init__(self, receivers: Mapping[str, Sequence[str]]) -> None:
        """Where to send, by receiver: HTTP endpoints are URLs, the others are gRPC."""
        self.receivers = receivers
        self.offered = 0
        self.acknowledged: set[int] = set()
        self.refused: Counter[str] = Counter()
        """Requests that were answered as they should be when there is no room, by what was said."""
        self.wrong: Counter[str] = Counter()
        """Those that were answered otherwise."""
        self._endpoints = [endpoint for each in receivers.values() for endpoint in each]
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def going(self, clients: int, rate: float) -> AbstractContextManager[None]:
        """So many clients send, together so many requests a second."""

        def send(number: int, stop: threading.Event) -> None:
            client = _client_of(self._endpoints[number % len(self._endpoints)])
            due = time.monotonic()
            while not stop.wait(max(0.0, due - time.monotonic())):
                due += clients / rate
                self._send(client)
            client.close()

        return working(clients, send)

    def all_taken(self, endpoints: Sequence[str], times: int) -> bool:
        """Send a request to each of these in turn, as new clients, so many times, and say whether all were taken."""
        return all(self._once(endpoint) for _ in range(times) for endpoint in endpoints)

    def _once(self, endpoint: str) -> bool:
        client = _client_of(endpoint)
        try:
            return self._send(client)
        finally:
            client.close()

    def _send(self, client: "Client") -> bool:
        number = next(self._numbers)
        try:
            client.send(_TEMPLATE.replace(_NAME % 0, _NAME % number))
        except Refused as error:
            with self._lock:
                self.offered += 1
                (self.refused if error.rightly else self.wrong)[str(error)] += 1
            return False
        with self._lock:
            self.offered += 1
            self.acknowledged.add(number)
        return True


class Client(Protocol):
    def send(self, raw: bytes) -> None:
        """Raises Refused."""

    def close(self) -> None: ...


class GrpcClient:
    def __init__(self, endpoint: str) -> None:
        self._channel = grpc.insecure_channel(endpoint, [("grpc.use_local_subchannel_pool", 1)])
        self._call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(Signal.TRACES.wire.rpc)

    def send(self, raw: bytes) -> None:
        try:
            self._call(raw, timeout=PATIENCE)
        except grpc.RpcError as error:
            code, hint = error.code(), _retry_delay(error)
            told = f"gRPC {code.name}, RetryInfo {'missing' if hint is None else f'{hint:g}s'}: {error.details()}"
            raise Refused(told, rightly=code in _LATER_GRPC and hint is not None) from None

    def close(self) -> None:
        self._channel.close()


class HttpClient:
    def __init__(self, url: str) -> None:
        self._url = url + Signal.TRACES.wire.path
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE)

    def send(self, raw: bytes) -> None:
        try:
            answer = self._pool.request("POST", self._url, body=raw, headers={"content-type": PROTOBUF})
        except urllib3.exceptions.HTTPError as error:
            raise Refused(f"HTTP: {type(error).__name__}", rightly=False) from None
        if answer.status != 200:
            hint = answer.headers.get("retry-after", "")
            message = Status.FromString(answer.data).message if answer.headers["content-type"] == PROTOBUF else ""
            rightly = answer.status in _LATER_HTTP and hint.isdigit()
            raise Refused(f"HTTP {answer.status}, Retry-After {hint or 'missing'}: {message}", rightly=rightly)

    def close(self) -> None:
        self._pool.clear()


def _client_of(endpoint: str) -> Client:
    return HttpClient(endpoint) if endpoint.startswith("http") else GrpcClient(endpoint)


def _retry_delay(error: Any) -> float | None:
    """When the client is to come back, in seconds; None when it was not told."""
    details = dict(error.trailing_metadata() or ()).get(GRPC_DETAILS, b"")
    info = RetryInfo()
    for detail in Status.FromString(details).details:
        if detail.Unpack(info):
            return float(info.retry_delay.ToMilliseconds() / 1000)
    return None
