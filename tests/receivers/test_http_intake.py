"""The HTTP side answers in the format of the request, and says which refusals are worth a retry."""

import gzip
import json
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from google.rpc.status_pb2 import Status
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from otelevals.api.batch import Payload
from otelevals.api.component import ComponentId
from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.compression import compress
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, PROTOBUF
from otelevals.testing import trace_request
from tests.receivers.running import running

REQUEST = trace_request(3)
RAW = REQUEST.SerializeToString()
TEXT = encode_json(REQUEST)
MIB = 1024 * 1024


def raising(error: Exception) -> Callable[[Payload], None]:
    def outcome(_payload: Payload) -> None:
        raise error

    return outcome


@pytest.mark.parametrize(
    ("kind", "body", "answer"),
    [(PROTOBUF, RAW, b""), (JSON, TEXT, b"{}"), ("Application/JSON; charset=utf-8", TEXT, b"{}")],
)
def test_a_request_is_taken_and_answered_in_its_format(kind: str, body: bytes, answer: bytes) -> None:
    with running(with_grpc=None) as server:
        response = server.post(body, kind=kind)
        assert (response.status, response.data) == (200, answer)
        assert response.headers["content-type"] == kind.lower().partition(";")[0]
        assert server.arrived() == [(Signal.TRACES, REQUEST)]
        assert server.counted("otelcol_receiver_accepted_spans", "http") == 3


@pytest.mark.parametrize("compression", list(Compression))
def test_the_sdk_exporter_delivers(compression: Compression) -> None:
    with running(with_grpc=None) as server:
        endpoint = f"http://127.0.0.1:{server.receiver.http_port}/v1/traces"
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint, compression=compression)))
        with provider.get_tracer("test").start_as_current_span("hello"):
            pass
        provider.shutdown()
        ((_, request),) = server.arrived()
        assert request.resource_spans[0].scope_spans[0].spans[0].name == "hello"


def test_a_full_pipeline_asks_for_a_retry_after_its_delay() -> None:
    with running(with_grpc=None, outcome=raising(Retryable("the intake is full", after=1.5))) as server:
        response = server.post(RAW)
        assert (response.status, response.headers["retry-after"]) == (503, "2")
        assert Status.FromString(response.data).message == "the intake is full"
        assert server.counted("otelcol_receiver_refused_spans", "http") == 3


def test_without_a_delay_there_is_no_retry_after() -> None:
    with running(with_grpc=None, outcome=raising(Retryable("try later"))) as server:
        response = server.post(TEXT, kind=JSON)
        assert (response.status, "retry-after" in response.headers) == (503, False)
        assert json.loads(response.data) == {"code": 14, "message": "try later"}


def test_a_permanent_refusal_is_an_internal_error() -> None:
    with running(with_grpc=None, outcome=raising(Permanent("no"))) as server:
        assert server.post(RAW).status == 500


@pytest.mark.parametrize(
    ("send", "status", "message"),
    [
        ({"kind": "text/plain"}, 415, f"unsupported content type (choices: {PROTOBUF}, {JSON})"),
        ({"kind": None}, 415, f"unsupported content type (choices: {PROTOBUF}, {JSON})"),
        (
            {"content_encoding": "br"},
            415,
            'unsupported encoding "br" (choices: identity, gzip, zstd, zlib, deflate)',
        ),
        ({"path": "/v1/unknown"}, 404, "no signal is taken at this path"),
        ({"path": "/v1/logs"}, 404, "no signal is taken at this path"),
        ({"method": "PUT"}, 405, "method not allowed: use POST"),
        ({"body": RAW[:-1]}, 400, "the request is not a valid OTLP protobuf message"),
        ({"body": b"[]", "kind": JSON}, 400, "expected an object, got an array"),
        (
            {"body": b"", "kind": JSON},
            400,
            "invalid JSON: Input is a zero-length, empty document: line 1 column 1 (char 0)",
        ),
        (
            {"body": gzip.compress(RAW)[:-3], "content_encoding": "gzip"},
            400,
            "invalid gzip data: it ends too early",
        ),
        (
            {"body": gzip.compress(bytes(MIB + 1)), "content_encoding": "gzip"},
            413,
            f"the body is larger than the limit of {MIB} bytes",
        ),
    ],
)
def test_refusals_say_why(send: dict[str, Any], status: int, message: str) -> None:
    with running(with_grpc=None, with_http={"max_request_body_size": MIB}, signals=(Signal.TRACES,)) as server:
        response = server.post(**{"body": RAW, **send})
        data = response.data
        got = (
            json.loads(data)["message"] if response.headers["content-type"] == JSON else Status.FromString(data).message
        )
        assert (response.status, got) == (status, message)
        assert response.headers["content-type"] == (PROTOBUF if send.get("kind", PROTOBUF) == PROTOBUF else JSON)
        assert ("allow" in response.headers) == (status == 405)
        assert server.sink.taken == []


def test_a_body_over_the_limit_on_the_wire_is_too_large() -> None:
    with running(with_grpc=None, with_http={"max_request_body_size": 1000}) as server:
        answer = server.post(bytes(1001))
        assert (answer.status, answer.headers["content-type"]) == (413, PROTOBUF)
        assert Status.FromString(answer.data).message == "the request body is larger than 1000 bytes"
        assert server.counted("otelevals_receiver_malformed_requests", "http", reason="too_large") == 1
        assert server.post(RAW).status == 200


def test_what_is_malformed_is_counted_by_reason() -> None:
    with running(with_grpc=None, with_http={"max_request_body_size": 1000}) as server:
        server.post(b"x")
        server.post(RAW, kind="text/plain")
        server.post(RAW, content_encoding="br")
        server.post(gzip.compress(bytes(1001)), content_encoding="gzip")
        for reason in ("malformed", "content_type", "encoding", "too_large"):
            assert server.counted("otelevals_receiver_malformed_requests", "http", reason=reason) == 1


def test_a_large_body_is_handled_beside_the_loop() -> None:
    threads: list[str] = []
    with running(with_grpc=None, outcome=lambda _: threads.append(threading.current_thread().name)) as server:
        large = trace_request([{"text": "x" * 2 * MIB}])
        assert server.post(RAW).status == server.post(large.SerializeToString()).status == 200
        assert threads[0] == "otlp"
        assert threads[1].startswith("otlp-http")


@pytest.mark.parametrize("kind", [PROTOBUF, JSON])
def test_a_small_body_that_becomes_a_large_one_is_handled_beside_the_loop(kind: str) -> None:
    threads: list[str] = []
    with running(with_grpc=None, outcome=lambda _: threads.append(threading.current_thread().name)) as server:
        request = trace_request([{"text": 10 * random.Random(0).randbytes(MIB // 10).hex()}])
        body = compress(request.SerializeToString() if kind == PROTOBUF else encode_json(request), "zstd")
        assert server.post(body, kind=kind, content_encoding="zstd").status == 200
        (name,) = threads
        assert name.startswith("otlp-http")


def test_paths_may_be_several() -> None:
    paths = ["/v1/traces", "/api/public/otel/v1/traces"]
    with running(with_grpc=None, with_http={"traces_url_path": paths, "logs_url_path": "/logs"}) as server:
        assert [server.post(RAW, path).status for path in (*paths, "/logs", "/v1/logs")] == [200, 200, 200, 404]


def test_compressions_can_be_left_out() -> None:
    with running(with_grpc=None, with_http={"compression_algorithms": ["gzip"]}) as server:
        assert server.post(gzip.compress(RAW), content_encoding="x-gzip").status == 200
        assert server.post(RAW).status == server.post(RAW, content_encoding="identity").status == 415


def test_headers_are_passed_on_when_asked_for() -> None:
    with running(with_grpc=None, with_http={"include_metadata": True}) as server:
        server.post(RAW, X_Tenant="a", accept_encoding="gzip")
        ((_, metadata),) = server.sink.taken
        assert [name for name, _ in metadata if name not in ("host", "user-agent")] == ["x-tenant"]
        assert ("x-tenant", "a") in metadata


def test_answers_carry_the_configured_headers() -> None:
    with running(with_grpc=None, with_http={"response_headers": {"X-Served-By": "us"}}) as server:
        assert server.post(RAW).headers["x-served-by"] == "us"
        assert server.post(b"x").headers["x-served-by"] == "us"


def test_pages_of_allowed_origins_may_send() -> None:
    with running(with_grpc=None, with_http={"cors": {"allowed_origins": ["https://*.example.com"]}}) as server:
        answer = server.post(RAW, origin="https://app.example.com")
        assert answer.headers["access-control-allow-origin"] == "https://app.example.com"
        assert "access-control-allow-origin" not in server.post(RAW, origin="https://example.org").headers


def test_a_middleware_refuses_before_anything_is_decoded() -> None:
    class Guard:
        def admit(self, size: int) -> None:
            raise Retryable(f"no room for {size} bytes", after=1)

    extensions = {ComponentId("memory_limiter"): Guard()}
    with running(
        with_grpc=None, with_http={"middlewares": [{"id": "memory_limiter"}]}, extensions=extensions
    ) as server:
        response = server.post(b"not protobuf")
        assert (response.status, Status.FromString(response.data).message) == (503, "no room for 12 bytes")
