"""What the contract suite needs of our components: clients of receivers, and backends of exporters."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import grpc
import urllib3

from otelevals.api.batch import Payload
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.json import decode_json, encode_json
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, PROTOBUF
from otelevals.receivers.otlp import OtlpReceiver
from otelevals.testing.contract import Client
from otelevals.testing.contract.exporters import Outcome
from tests.e2e.backends import grpc_backend, http_backend
from tests.exporters.samples import SIGNALS
from tests.waiting import PATIENCE


class GrpcClient:
    answers = True

    def __init__(self, receiver: OtlpReceiver) -> None:
        options = [("grpc.use_local_subchannel_pool", 1)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{receiver.grpc_port}", options)

    def send(self, payload: Payload) -> None:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(payload.signal.wire.rpc)
        try:
            call(payload.raw, timeout=PATIENCE)
        except grpc.RpcError as error:
            code = error.code()
            raise (Retryable if code is grpc.StatusCode.UNAVAILABLE else Permanent)(code.name) from None

    def close(self) -> None:
        self._channel.close()


class HttpClient:
    answers = True

    def __init__(self, receiver: OtlpReceiver) -> None:
        self._url = f"http://127.0.0.1:{receiver.http_port}"
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE, maxsize=4)

    def send(self, payload: Payload) -> None:
        try:
            answer = self._post(payload)
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError(str(error)) from None
        if answer.status != 200:
            raise (Retryable if answer.status == 503 else Permanent)(str(answer.status))

    def _post(self, payload: Payload) -> urllib3.BaseHTTPResponse:
        url = self._url + payload.signal.wire.path
        return self._pool.request("POST", url, body=payload.raw, headers={"content-type": PROTOBUF})

    def close(self) -> None:
        self._pool.clear()


class JsonClient(HttpClient):
    def _post(self, payload: Payload) -> urllib3.BaseHTTPResponse:
        body = encode_json(payload.signal.wire.request.FromString(payload.raw))
        url = self._url + payload.signal.wire.path
        return self._pool.request("POST", url, body=body, headers={"content-type": JSON})


class FileClient:
    """Appends to a file that a receiver reads."""

    answers = False

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._file, self._path = tempfile.mkstemp(".json", dir=folder)

    def send(self, payload: Payload) -> None:
        message = payload.signal.wire.request.FromString(payload.raw)
        os.write(self._file, encode_json(message) + b"\n")

    def close(self) -> None:
        os.close(self._file)
        os.unlink(self._path)


class LineFile:
    """A file with a line of OTLP JSON for each request."""

    outcome: Outcome | None = None

    def __init__(self, path: Path) -> None:
        self._path = path

    def received(self) -> list[tuple[Signal, bytes]]:
        lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        found = [(SIGNALS.get(next(iter(json.loads(line)), "")), line) for line in lines]
        return [(signal, decode_json(signal, line)) for signal, line in found if signal is not None]


@contextmanager
def _nothing() -> Iterator[None]:
    yield None


Connect = Callable[[OtlpReceiver, Path], Client]
CLIENTS: Mapping[str, Mapping[str, Connect]] = {
    "otlp": {
        "grpc": lambda receiver, folder: GrpcClient(receiver),
        "http": lambda receiver, folder: HttpClient(receiver),
        "json": lambda receiver, folder: JsonClient(receiver),
    },
    "otlp_json_file": {"file": lambda receiver, folder: FileClient(folder / "telemetry")},
}
"""By the type of a receiver and a name for the protocol; the folder is where relative paths start."""

BACKENDS: Mapping[str, Callable[[], AbstractContextManager[Any]]] = {
    "otlp_grpc": grpc_backend,
    "otlp_http": http_backend,
    "debug": _nothing,
    "alerts": _nothing,
    "ledger": _nothing,
}
"""By the type of an exporter."""
