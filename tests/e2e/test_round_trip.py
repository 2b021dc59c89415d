"""What goes into a collector by any protocol comes out of every exporter as it was."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from hypothesis import given, settings

from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from tests.e2e.backends import Backend, grpc_backend, http_backend
from tests.e2e.clients import JSON, Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.exporters.samples import FIXTURES, SIGNALS, fixture_requests
from tests.strategies import requests

pytestmark = pytest.mark.xdist_group("round trip")


@dataclass
class Passage:
    """A collector that sends everything to four backends."""

    collector: Collector
    clients: Clients
    whole: list[Backend]
    """Get protobuf."""
    known: list[Backend]
    """Get JSON, which has no unknown fields."""

    def __post_init__(self) -> None:
        self.grpc = self.collector.wait_for("listening", component="otlp", protocol="grpc")["endpoint"]
        self.http, self.lenient = (
            f"http://{self.collector.wait_for('listening', component=name, protocol='http')['endpoint']}"
            for name in ("otlp", "otlp/lenient")
        )

    def check(self, signal: Signal, expected: Any, send: Callable[[], None]) -> None:
        """Send one request, and see that every backend gets it as it is."""
        seen = [len(backend.taken) for backend in (*self.whole, *self.known)]
        send()
        arrived = [backend.next(count) for backend, count in zip((*self.whole, *self.known), seen, strict=True)]
        assert {of for of, _, _ in arrived} == {signal}
        messages = [signal.wire.request.FromString(raw) for _, raw, _ in arrived]
        assert messages[: len(self.whole)] == [expected] * len(self.whole)
        assert messages[len(self.whole) :] == [without_unknown(expected)] * len(self.known)


def without_unknown(message: Any) -> Any:
    known = type(message)()
    known.CopyFrom(message)
    known.DiscardUnknownFields()
    return known


@pytest.fixture(scope="module")
def passage(tmp_path_factory: pytest.TempPathFactory, clients: Clients) -> Iterator[Passage]:
    path = tmp_path_factory.mktemp("round_trip") / "c.yaml"
    plain: dict[str, Any] = {"tls": {"insecure": True}}
    with grpc_backend() as zipped, grpc_backend() as bare, http_backend() as proto, http_backend() as as_json:
        exporters = {
            "otlp_grpc/gzip": {"endpoint": zipped.endpoint, **plain},
            "otlp_grpc/none": {"endpoint": bare.endpoint, "compression": "none", **plain},
            "otlp_http/zstd": {"endpoint": proto.endpoint, "compression": "zstd"},
            "otlp_http/json": {"endpoint": as_json.endpoint, "encoding": "json"},
        }
        receivers = {"otlp": OTLP, "otlp/lenient": {**OTLP, "lenient_json": True}}
        pipeline = {"receivers": list(receivers), "exporters": list(exporters)}
        options = {
            "receivers": receivers,
            "exporters": exporters,
            "service": service({signal.value: pipeline for signal in TELEMETRY}),
        }
        with collector(path, options) as running:
            yield Passage(running, clients, [zipped, bare, proto], [as_json])
            assert running.terminate() == 0


@pytest.mark.parametrize(("signal", "message"), fixture_requests())
def test_recorded_requests_come_out_as_they_went_in(signal: Signal, message: Any, passage: Passage) -> None:
    raw, clients = message.SerializeToString(), passage.clients
    passage.check(signal, message, lambda: clients.grpc(passage.grpc, signal, raw))
    passage.check(signal, message, lambda: clients.http(passage.http, signal, raw))
    passage.check(signal, without_unknown(message), lambda: clients.json(passage.http, signal, raw))


def recorded_json() -> list[Any]:
    """pytest parameters: a signal and a JSON body, and whether only a lenient receiver takes it."""
    canonical = {path.name for path in (FIXTURES / "canonical").glob("*.json")}
    found = []
    for path in sorted(FIXTURES.rglob("*.json")):
        body = path.read_bytes()
        if path.name == "INDEX.json":
            continue
        if signal := SIGNALS.get(next(iter(json.loads(body)))):
            lenient = path.parent.name != "canonical" and path.name in canonical
            found.append(pytest.param(signal, body, lenient, id=str(path.relative_to(FIXTURES))))
    return found or [pytest.param(None, b"", False, marks=pytest.mark.skip(reason="the shared fixtures are not here"))]


@pytest.mark.parametrize(("signal", "body", "lenient"), recorded_json())
def test_recorded_json_comes_out_as_it_went_in(signal: Signal, body: bytes, lenient: bool, passage: Passage) -> None:
    message = signal.wire.request.FromString(decode_json(signal, body, lenient=lenient))
    url = passage.lenient if lenient else passage.http
    passage.check(signal, message, lambda: passage.clients.http(url, signal, body, JSON))


PROTOCOLS: dict[str, Callable[[Passage, Signal, bytes], None]] = {
    "grpc": lambda passage, signal, raw: passage.clients.grpc(passage.grpc, signal, raw),
    "grpc gzip": lambda passage, signal, raw: passage.clients.grpc(
        passage.grpc, signal, raw, compression=grpc.Compression.Gzip
    ),
    "http": lambda passage, signal, raw: passage.clients.http(passage.http, signal, raw),
    "http gzip": lambda passage, signal, raw: passage.clients.http(passage.http, signal, raw, zip_=True),
    "json": lambda passage, signal, raw: passage.clients.json(passage.http, signal, raw),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("signal", TELEMETRY, ids=lambda signal: signal.value)
def test_any_request_comes_out_as_it_went_in(signal: Signal, protocol: str, passage: Passage) -> None:
    send = PROTOCOLS[protocol]

    @settings(max_examples=40)
    @given(requests(signal, unknown=True))
    def check(message: Any) -> None:
        if protocol == "json":
            message.DiscardUnknownFields()
        raw = message.SerializeToString()
        if raw:  # there is nothing to send on of an empty request
            passage.check(signal, message, lambda: send(passage, signal, raw))

    check()
