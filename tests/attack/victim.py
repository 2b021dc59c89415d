"""A real collector with processors that look at what comes, and honest clients of it."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import urllib3

from otelevals.otlp.signals import Signal
from otelevals.testing import trace_request
from tests.e2e.clients import Clients
from tests.e2e.collector import Collector, collector, service
from tests.waiting import PATIENCE, eventually

MIB = 1024 * 1024
LIMIT = 16 * MIB
HONEST = trace_request([{"gen_ai.operation.name": "chat", "text": "hello"}]).SerializeToString()

_HTTP = {
    "endpoint": "127.0.0.1:0",
    "max_request_body_size": LIMIT,
    "max_decompression_ratio": 500,
    "read_header_timeout": "1s",
    "read_timeout": "2s",
    "include_metadata": True,
}
_GRPC = {
    "endpoint": "127.0.0.1:0",
    "max_recv_msg_size_mib": LIMIT // MIB,
    "max_decompression_ratio": 500,
    "include_metadata": True,
}
_PROCESSORS = {
    "filter": {"trace_conditions": ['span.attributes["text"] == "drop" or IsMatch(span.name, "^(a+)+$")']},
    "probabilistic_sampler": {"sampling_percentage": 100},
    "scorer": {"scorers": {"text": {"type": "not_empty"}}},
}
_OPTIONS = {
    "receivers": {"otlp": {"protocols": {"grpc": _GRPC, "http": _HTTP}}},
    "processors": _PROCESSORS,
    "exporters": {"file": {"path": os.devnull}},
    "service": service({"traces": {"receivers": ["otlp"], "processors": list(_PROCESSORS), "exporters": ["file"]}}),
}


class Victim:
    MOST_GROWTH = 20 * LIMIT
    """What an attack may cost in memory: a few requests of the largest size, in the making."""

    def __init__(self, running: Collector) -> None:
        self.running = running
        self.url = running.http
        self.http = _address(running.http.removeprefix("http://"))
        self.grpc = _address(running.grpc)

    @property
    def resident(self) -> int:
        return self._memory("VmRSS")

    @property
    def peak(self) -> int:
        """The most memory that it had since `forget_peak`."""
        return self._memory("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.running.process.pid}/clear_refs").write_text("5")

    def _memory(self, name: str) -> int:
        status = Path(f"/proc/{self.running.process.pid}/status").read_text()
        (line,) = [line for line in status.splitlines() if line.startswith(f"{name}:")]
        return int(line.split()[1]) * 1024

    def post(self, body: bytes, kind: str = "application/x-protobuf", encoding: str = "") -> int:
        """The status of the answer; 413 also when the connection ended before the body was sent."""
        with urllib3.PoolManager(retries=False, timeout=PATIENCE) as pool:
            headers = {"content-type": kind, "content-encoding": encoding}
            try:
                return pool.request("POST", f"{self.url}/v1/traces", body=body, headers=headers).status
            except urllib3.exceptions.ProtocolError:
                return 413

    def export(self, body: bytes, compression: grpc.Compression | None = None) -> grpc.StatusCode:
        """The status of a request over gRPC, of a client of its own."""
        clients = Clients()
        try:
            clients.grpc("{}:{}".format(*self.grpc), Signal.TRACES, body, compression=compression)
        except grpc.RpcError as error:
            code: grpc.StatusCode = error.code()
            return code
        finally:
            clients.close()
        return grpc.StatusCode.OK

    def connect(self, address: tuple[str, int] | None = None) -> socket.socket:
        return socket.create_connection(address or self.http, timeout=PATIENCE)

    def serve_somebody_new(self) -> None:
        """A client that was not there before is answered, by both protocols."""
        assert self.post(HONEST) == 200
        assert self.export(HONEST) is grpc.StatusCode.OK


class Bystander:
    """Sends all the time, by both protocols in turn, over connections of its own."""

    def __init__(self, target: Victim) -> None:
        self._target = target
        self._clients = Clients()
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._answered = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        eventually(lambda: self._answered or self._failure)

    def stop(self) -> None:
        """Fails when it was refused, or is not served any more."""
        seen = self._answered
        try:
            eventually(lambda: self._answered > seen + 1 or self._failure, "a bystander was not answered")
        finally:
            self._stopped.set()
            self._thread.join()
            self._clients.close()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while not self._stopped.wait(0.005):
                self._clients.http(self._target.url, Signal.TRACES, HONEST)
                self._clients.grpc("{}:{}".format(*self._target.grpc), Signal.TRACES, HONEST)
                self._answered += 1
        except (AssertionError, grpc.RpcError, urllib3.exceptions.HTTPError) as error:
            self._failure = error


@contextmanager
def victim(folder: Path) -> Iterator[Victim]:
    with collector(folder / "collector.yaml", _OPTIONS) as running:
        yield Victim(running)


def _address(endpoint: str) -> tuple[str, int]:
    host, _, port = endpoint.rpartition(":")
    return host, int(port)
