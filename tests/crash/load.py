"""Clients that send spans of their own over gRPC and HTTP, and remember which were acknowledged."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import grpc
import urllib3

from otelevals.otlp.signals import Signal
from otelevals.testing import trace_request
from tests.e2e.clients import Clients
from tests.e2e.collector import Collector

_LONGEST_PAUSE = 0.03
_RUDE = 0.03  # so many HTTP requests break off, or leave without the answer


class Load:
    def __init__(self, seed: int) -> None:
        self.acknowledged: set[str] = set()
        self.refused = 0
        """Requests that were not acknowledged."""
        self._seed = seed
        self._stop = threading.Event()

    @contextmanager
    def on(self, running: Collector, label: str, clients: int = 4) -> Iterator[None]:
        """Send to a collector, half of the clients over gRPC; every span has a name of its own under the label."""
        grpc_endpoint, url = running.grpc, running.http
        self._stop.clear()
        threads = [
            threading.Thread(target=self._send, args=(grpc_endpoint if number % 2 else url, f"{label}.{number}"))
            for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _send(self, endpoint: str, label: str) -> None:
        chance = random.Random(f"{self._seed} {label}")
        clients, number = Clients(), 0
        while not self._stop.wait(chance.uniform(0, _LONGEST_PAUSE)):
            number += 1
            names = [f"{label}.{number}.{each}" for each in range(chance.randint(1, 6))]
            raw = _request(names, chance.choice((100, 1_000, 10_000)))
            if self._try(clients, endpoint, raw, rude=chance.random() < _RUDE):
                self.acknowledged.update(names)
            else:
                self.refused += 1
        clients.close()

    def _try(self, clients: Clients, endpoint: str, raw: bytes, *, rude: bool) -> bool:
        try:
            if not endpoint.startswith("http"):
                clients.grpc(endpoint, Signal.TRACES, raw)
            elif rude:
                _break_off(endpoint, raw)
                return False
            else:
                clients.http(endpoint, Signal.TRACES, raw)
        except (grpc.RpcError, urllib3.exceptions.HTTPError, AssertionError, OSError):
            return False
        return True


def _request(names: list[str], padding: int) -> bytes:
    request = trace_request([{"padding": "x" * padding}] * len(names))
    for span, name in zip(request.resource_spans[0].scope_spans[0].spans, names, strict=True):
        span.name = name
    return request.SerializeToString()


def _break_off(url: str, raw: bytes) -> None:
    address = urlsplit(url)
    head = b"POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\nContent-Length: %d\r\n\r\n"
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        connection.sendall(head % len(raw) + (raw if len(raw) % 2 else raw[: len(raw) // 2]))
