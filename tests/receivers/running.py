"""A running otlp receiver with real clients of both protocols, and the sink that it submits to."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import urllib3

from otelevals.api.batch import Metadata, Payload
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.otlp.status import PROTOBUF
from otelevals.receivers.otlp import OtlpReceiver
from otelevals.testing import MemorySink, context

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
FREE = {"endpoint": "127.0.0.1:0"}


class Running:
    """Send with `export` and `post`; what arrived is in `sink.taken`."""

    def __init__(
        self,
        *,
        with_grpc: Mapping[str, Any] | None = FREE,
        with_http: Mapping[str, Any] | None = FREE,
        outcome: Callable[[Payload], None] | None = None,
        signals: tuple[Signal, ...] = TELEMETRY,
        extensions: Mapping[Any, Any] | None = None,
        **options: Any,
    ) -> None:
        protocols = {
            name: FREE | dict(each) for name, each in (("grpc", with_grpc), ("http", with_http)) if each is not None
        }
        config = OtlpReceiver.Config.model_validate({"protocols": protocols, **options})
        self.sink = MemorySink(outcome)
        self.context = context("otlp", extensions=extensions or {})
        self.receiver = OtlpReceiver(config, self.context, dict.fromkeys(signals, self.sink))
        self.pool = urllib3.PoolManager(retries=False, timeout=30)
        self._channel: grpc.Channel | None = None

    @property
    def channel(self) -> "grpc.Channel":
        if self._channel is None:
            options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
            self._channel = grpc.insecure_channel(f"127.0.0.1:{self.receiver.grpc_port}", options)
        return self._channel

    def export(
        self,
        raw: bytes,
        signal: Signal = Signal.TRACES,
        compression: grpc.Compression | None = None,
        metadata: Metadata = (),
    ) -> bytes:
        """One request over gRPC; grpc.RpcError when it is refused."""
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self.channel.unary_unary(signal.wire.rpc)
        return call(raw, timeout=30, compression=compression, metadata=metadata)

    def refusal(self, raw: bytes, signal: Signal = Signal.TRACES, **options: Any) -> grpc.RpcError:
        """How a request over gRPC is refused."""
        try:
            self.export(raw, signal, **options)
        except grpc.RpcError as error:
            return error
        raise AssertionError("the request was not refused")

    def post(
        self, body: bytes, path: str = "/v1/traces", kind: str | None = PROTOBUF, method: str = "POST", **headers: str
    ) -> urllib3.BaseHTTPResponse:
        """One request over HTTP; content_encoding="gzip" and the like are headers."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if kind is not None:
            fields["content-type"] = kind
        url = f"http://127.0.0.1:{self.receiver.http_port}{path}"
        return self.pool.request(method, url, body=body, headers=fields)

    def arrived(self) -> list[tuple[Signal, Any]]:
        """The requests that the sink has, as messages."""
        return [(each.signal, each.signal.wire.request.FromString(each.raw)) for each, _ in self.sink.taken]

    def counted(self, name: str, transport: str, **labels: str) -> float:
        return self.context.telemetry.value(f"{name}_total", receiver="otlp", transport=transport, **labels)

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self.pool.clear()
        self.receiver.stop_intake(5)
        self.receiver.shutdown()


@contextmanager
def running(**options: Any) -> Iterator[Running]:
    """A receiver on free ports; `with_grpc=None` or `with_http=None` leaves one protocol out."""
    server = Running(**options)
    try:
        server.receiver.start()
        yield server
    finally:
        server.close()
