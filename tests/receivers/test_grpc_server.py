"""The gRPC side takes raw requests, caps what it decompresses, and says which refusals are worth a retry."""

import gzip
import socket
import struct
import threading
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from otelevals.api.batch import Payload
from otelevals.api.component import ComponentId
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.signals import Signal
from otelevals.receivers import grpc_server
from otelevals.testing import trace_request
from tests.receivers.running import Running, running
from tests.waiting import eventually

RAW = trace_request(3).SerializeToString()


def status_of(error: Any) -> Status:
    trailers = dict(error.trailing_metadata())
    return Status.FromString(trailers["grpc-status-details-bin"])


def raising(error: Exception) -> Any:
    def outcome(_payload: Payload) -> None:
        raise error

    return outcome


def test_a_request_is_taken_as_it_came_and_counted() -> None:
    with running(with_http=None) as server:
        assert server.export(RAW) == b""
        ((payload, metadata),) = server.sink.taken
        assert (payload.raw, payload.items, metadata) == (RAW, 3, ())
        assert server.counted("otelcol_receiver_accepted_spans", "grpc") == 3


def test_an_empty_request_is_answered_and_goes_nowhere() -> None:
    with running(with_http=None) as server:
        assert server.export(b"") == b""
        assert server.sink.taken == []


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_the_sdk_exporter_delivers(compression: grpc.Compression) -> None:
    with running(with_http=None) as server:
        exporter = OTLPSpanExporter(
            f"http://127.0.0.1:{server.receiver.grpc_port}", insecure=True, compression=compression
        )
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        with provider.get_tracer("test").start_as_current_span("hello"):
            pass
        provider.shutdown()
        ((_, request),) = server.arrived()
        assert request.resource_spans[0].scope_spans[0].spans[0].name == "hello"


def test_a_full_pipeline_asks_for_a_retry_after_its_delay() -> None:
    with running(with_http=None, outcome=raising(Retryable("the intake is full", after=1.5))) as server:
        error = server.refusal(RAW)
        assert (error.code(), error.details()) == (grpc.StatusCode.UNAVAILABLE, "the intake is full")
        info = RetryInfo()
        assert status_of(error).details[0].Unpack(info)
        assert info.retry_delay.ToMilliseconds() == 1500
        assert server.counted("otelcol_receiver_refused_spans", "grpc") == 3


def test_without_a_delay_there_is_no_retry_info() -> None:
    with running(with_http=None, outcome=raising(Retryable("try later"))) as server:
        error = server.refusal(RAW)
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        assert error.trailing_metadata() == ()


def test_a_permanent_refusal_is_internal() -> None:
    with running(with_http=None, outcome=raising(Permanent("no"))) as server:
        assert server.refusal(RAW).code() is grpc.StatusCode.INTERNAL


def test_a_broken_request_is_an_invalid_argument() -> None:
    with running(with_http=None) as server:
        error = server.refusal(RAW[:-1])
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert error.details() == "the request is not a valid OTLP protobuf message"
        assert status_of(error).details[0].Is(BadRequest.DESCRIPTOR)
        assert server.counted("otelevals_receiver_malformed_requests", "grpc", reason="malformed") == 1


def test_a_signal_without_a_pipeline_is_unimplemented() -> None:
    with running(with_http=None, signals=(Signal.LOGS,)) as server:
        assert server.refusal(RAW).code() is grpc.StatusCode.UNIMPLEMENTED


def test_an_error_in_the_pipeline_is_counted_as_failed(caplog: pytest.LogCaptureFixture) -> None:
    with running(with_http=None, outcome=raising(ZeroDivisionError("bug"))) as server:
        assert server.refusal(RAW).code() is grpc.StatusCode.UNKNOWN
        assert server.counted("otelcol_receiver_failed_spans", "grpc") == 3


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_a_request_over_the_limit_is_not_to_be_retried(compression: grpc.Compression) -> None:
    with running(with_http=None, with_grpc={"max_recv_msg_size_mib": 1}) as server:
        error = server.refusal(b"\x0a" * (1024 * 1024 + 1), compression=compression)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert error.trailing_metadata() == ()
        assert server.export(RAW) == b""


def test_corrupt_gzip_is_an_invalid_argument() -> None:
    with running(with_http=None) as server:
        # a request cannot begin like a gzip stream, so it does not matter who compressed it
        assert server.refusal(gzip.compress(RAW)[:-4]).code() is grpc.StatusCode.INVALID_ARGUMENT


def test_other_compressions_are_refused_by_name() -> None:
    with running(with_http=None) as server:
        error = server.refusal(RAW, compression=grpc.Compression.Deflate)
        assert error.code() is grpc.StatusCode.UNIMPLEMENTED
        for name in ("zstd", "snappy"):
            answer = raw_call(server, name, b"\x28\xb5\x2f\xfd")
            assert b"grpc-status\x0213" in answer  # INTERNAL
        assert server.sink.taken == []


def raw_call(server: Running, encoding: str, message: bytes) -> bytes:
    """A compressed request as no client of gRPC for Python sends it."""

    def header(name: str, value: str) -> bytes:
        return b"\x00%c%b%c%b" % (len(name), name.encode(), len(value), value.encode())

    def frame(kind: int, flags: int, stream: int, data: bytes) -> bytes:
        return struct.pack(">I", len(data))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + data

    headers = {
        ":method": "POST",
        ":scheme": "http",
        ":path": Signal.TRACES.wire.rpc,
        ":authority": "test",
        "te": "trailers",
        "content-type": "application/grpc",
        "grpc-encoding": encoding,
    }
    head = b"".join([header(name, value) for name, value in headers.items()])
    body = b"\x01" + struct.pack(">I", len(message)) + message
    with socket.create_connection(("127.0.0.1", server.receiver.grpc_port), timeout=20) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b""))
        connection.sendall(frame(1, 4, 1, head) + frame(0, 1, 1, body))
        answer = b""
        while b"grpc-status" not in answer and (data := connection.recv(65536)):
            answer += data
    return answer


def test_metadata_is_passed_on_when_asked_for() -> None:
    sent = (("x-tenant", "a"), ("x-key-bin", b"\x01"), ("x-tenant", "b"))
    with running(with_http=None, with_grpc={"include_metadata": True}) as server:
        server.export(RAW, metadata=sent)  # type: ignore[arg-type]
        ((_, metadata),) = server.sink.taken
        assert [each for each in metadata if each[0] != "user-agent"] == [("x-tenant", "a"), ("x-tenant", "b")]


def test_a_middleware_refuses_before_anything_is_decoded() -> None:
    class Guard:
        def admit(self, size: int) -> None:
            raise Retryable(f"no room for {size} bytes", after=1)

    extensions = {ComponentId("memory_limiter"): Guard()}
    middlewares = {"middlewares": [{"id": "memory_limiter"}]}
    with running(with_http=None, with_grpc=middlewares, extensions=extensions) as server:
        error = server.refusal(b"not protobuf")
        assert (error.code(), error.details()) == (grpc.StatusCode.UNAVAILABLE, "no room for 12 bytes")


def test_stopping_answers_what_was_begun() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def outcome(_payload: Payload) -> None:
        begun.set()
        assert go_on.wait(30)

    answers: list[bytes] = []
    with running(with_http=None, outcome=outcome) as server:
        request = threading.Thread(target=lambda: answers.append(server.export(RAW)))
        request.start()
        assert begun.wait(30)
        stopping = threading.Thread(target=server.receiver.stop_intake, args=(30,))
        stopping.start()
        go_on.set()
        request.join()
        stopping.join()
    assert answers == [b""]


def test_few_messages_are_decompressed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, go_on = threading.Lock(), threading.Event()
    admitted: list[int] = []
    active, most = 0, 0

    def slow(data: bytes, encoding: str, limit: int, max_ratio: int) -> bytes:
        nonlocal active, most
        with lock:
            active += 1
            most = max(most, active)
        assert go_on.wait(30)
        with lock:
            active -= 1
        return RAW

    class Counts:
        def admit(self, size: int) -> None:
            admitted.append(size)

    monkeypatch.setattr(grpc_server, "decompress", slow)
    extensions = {ComponentId("memory_limiter"): Counts()}
    middlewares = {"middlewares": [{"id": "memory_limiter"}]}
    with running(with_http=None, with_grpc=middlewares, extensions=extensions) as server:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = server.channel.unary_unary(Signal.TRACES.wire.rpc)
        requests = [call.future(gzip.compress(RAW), timeout=30) for _ in range(6)]
        eventually(lambda: len(admitted) == 6 and most >= 4)
        go_on.set()
        assert [request.result() for request in requests] == [b""] * 6
    assert most == 4


def test_metadata_may_have_16_kib() -> None:
    with running(with_http=None) as server:
        for _ in range(20):
            server.export(RAW, metadata=(("x", "a" * 15 * 1024),))
        error = server.refusal(RAW, metadata=(("x", "a" * 17 * 1024),))
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
