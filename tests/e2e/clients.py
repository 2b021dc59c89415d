"""Clients of the otlp receiver that send raw requests and keep their connections."""

import gzip

import grpc
import urllib3

from otelevals.api.batch import Metadata
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import PROTOBUF
from tests.waiting import PATIENCE

JSON = "application/json"


class Clients:
    def __init__(self) -> None:
        self._channels: dict[str, grpc.Channel] = {}
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE, maxsize=8)

    def grpc(
        self,
        endpoint: str,
        signal: Signal,
        raw: bytes,
        metadata: Metadata = (),
        compression: grpc.Compression | None = None,
    ) -> None:
        """Send over gRPC; grpc.RpcError when it is refused."""
        if endpoint not in self._channels:
            options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_send_message_length", -1)]
            self._channels[endpoint] = grpc.insecure_channel(endpoint, options)
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channels[endpoint].unary_unary(signal.wire.rpc)
        call(raw, timeout=PATIENCE, metadata=metadata, compression=compression)

    def http(
        self, url: str, signal: Signal, body: bytes, kind: str = PROTOBUF, headers: Metadata = (), *, zip_: bool = False
    ) -> None:
        """Send over HTTP; AssertionError when it is refused."""
        fields = {"content-type": kind, **dict(headers)}
        if zip_:
            body, fields["content-encoding"] = gzip.compress(body), "gzip"
        answer = self._pool.request("POST", url + signal.wire.path, body=body, headers=fields)
        assert answer.status == 200, (answer.status, answer.data)

    def json(self, url: str, signal: Signal, raw: bytes) -> None:
        self.http(url, signal, encode_json(signal.wire.request.FromString(raw)), JSON)

    def close(self) -> None:
        for channel in self._channels.values():
            channel.close()
        self._pool.clear()
