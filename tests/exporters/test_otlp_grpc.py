"""Batches arrive over gRPC as they are, and every answer of a server becomes delivered, retryable or permanent."""

import gzip as gzip_format
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from hypothesis import given, settings
from pydantic import ValidationError
from structlog.testing import capture_logs

from otelevals.api.component import ComponentId, Context
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.exporters import grpc_call
from otelevals.exporters.otlp_grpc import OtlpGrpcExporter
from otelevals.extensions.headers_setter import HeadersSetterExtension
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import GRPC_DETAILS
from tests.exporters.grpc_server import GrpcServer, grpc_server
from tests.exporters.samples import any_request, batch_of, context, failure_of, fixture_requests, make, one_span, sample

BATCH = batch_of(Signal.TRACES, one_span())


@pytest.fixture(scope="module")
def server() -> Iterator[GrpcServer]:
    with grpc_server() as running:
        yield running


@pytest.fixture(autouse=True)
def reset(server: GrpcServer) -> None:
    server.answer = lambda request, context: b""


@contextmanager
def exporter(options: dict[str, Any], lent: Context | None = None) -> Iterator[OtlpGrpcExporter]:
    built = make(OtlpGrpcExporter, options, lent)
    built.start()
    try:
        yield built
    finally:
        built.shutdown()


@pytest.fixture(scope="module")
def gzip(server: GrpcServer) -> Iterator[OtlpGrpcExporter]:
    with exporter({"endpoint": server.endpoint, "tls": {"insecure": True}}) as built:
        yield built


@pytest.fixture(scope="module")
def plain(server: GrpcServer) -> Iterator[OtlpGrpcExporter]:
    with exporter({"endpoint": f"http://{server.endpoint}", "compression": "none"}) as built:
        yield built


def check(server: GrpcServer, sender: OtlpGrpcExporter, signal: Signal, request: Any) -> None:
    sender.export(batch_of(signal, request))
    method, body, _ = server.received[-1]
    assert method == signal.wire.rpc
    assert signal.wire.request.FromString(body) == request


@pytest.mark.parametrize(("signal", "request_message"), fixture_requests())
def test_recorded_requests_arrive_equal(
    server: GrpcServer, gzip: OtlpGrpcExporter, plain: OtlpGrpcExporter, signal: Signal, request_message: Any
) -> None:
    check(server, gzip, signal, request_message)
    check(server, plain, signal, request_message)


@given(any_request(unknown=True))
@settings(max_examples=50, deadline=None)
def test_any_request_arrives_equal(
    server: GrpcServer, gzip: OtlpGrpcExporter, plain: OtlpGrpcExporter, case: tuple[Signal, Any]
) -> None:
    check(server, gzip, *case)
    check(server, plain, *case)


def test_a_merged_batch_arrives_as_one_request(server: GrpcServer, gzip: OtlpGrpcExporter) -> None:
    gzip.export(batch_of(Signal.TRACES, one_span("first"), one_span("second")))
    request: Any = Signal.TRACES.wire.request.FromString(server.received[-1][1])
    assert [group.scope_spans[0].spans[0].name for group in request.resource_spans] == ["first", "second"]


def test_messages_are_compressed_before_grpc_gets_them() -> None:
    with grpc_server(None, ("grpc.per_message_decompression", 0)) as server:
        with exporter({"endpoint": f"http://{server.endpoint}"}) as built:
            built.export(BATCH)
        _, body, _ = server.received[0]
    assert gzip_format.decompress(body) == BATCH.body()


def test_this_version_of_grpc_takes_compressed_messages() -> None:
    with grpc.insecure_channel("127.0.0.1:1") as channel:
        assert grpc_call._send_as_compressed(channel.unary_unary("/method"))


def test_gzip_is_used_when_grpc_has_no_way_for_compressed_messages(
    server: GrpcServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grpc_call, "_send_as_compressed", lambda call: False)
    with exporter({"endpoint": server.endpoint, "tls": {"insecure": True}}) as built:
        check(server, built, Signal.TRACES, one_span())


def test_an_unknown_inside_of_grpc_is_left_alone() -> None:
    class Call:
        def _prepare(self, *arguments: object) -> tuple[None, tuple[str, str], None, None]:
            return None, ("initial metadata", "message"), None, None

    assert not grpc_call._send_as_compressed(Call())
    assert not grpc_call._send_as_compressed(object())


def refuse(code: grpc.StatusCode, text: str = "no", *details: Any) -> Callable[[bytes, grpc.ServicerContext], bytes]:
    def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
        if details:
            status = Status(code=code.value[0], message=text)
            for detail in details:
                status.details.add().Pack(detail)
            context.set_trailing_metadata(((GRPC_DETAILS, status.SerializeToString()),))
        context.abort(code, text)
        raise AssertionError

    return answer


RETRYABLE = ("CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS")


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
def test_codes_are_retryable_or_permanent(server: GrpcServer, plain: OtlpGrpcExporter, code: grpc.StatusCode) -> None:
    server.answer = refuse(code, "not today")
    kind = Retryable if code.name in RETRYABLE else Permanent
    error = failure_of(kind, lambda: plain.export(BATCH))
    assert str(error) == f"{code.name}: not today"
    assert getattr(error, "everything", False) == (
        code.name in ("UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED")
    )


@pytest.mark.parametrize("code", [grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE])
def test_retry_info_says_when_to_try_again(server: GrpcServer, plain: OtlpGrpcExporter, code: grpc.StatusCode) -> None:
    server.answer = refuse(code, "later", RetryInfo(retry_delay=Duration(seconds=7)))
    error = failure_of(Retryable, lambda: plain.export(BATCH))
    assert (str(error), error.after) == (f"{code.name}: later", 7.0)


def test_partial_success_is_delivered_counted_and_logged(server: GrpcServer) -> None:
    lent = context()
    response: Any = Signal.TRACES.wire.response()
    response.partial_success.rejected_spans = 3
    response.partial_success.error_message = "too old"
    server.answer = lambda request, context: response.SerializeToString()
    with exporter({"endpoint": f"http://{server.endpoint}"}, lent) as built, capture_logs() as logs:
        built.export(BATCH)
    labels = {"exporter": "sink/test", "data_type": "traces"}
    assert lent.telemetry.value("otelevals_exporter_rejected_items_total", **labels) == 3
    assert logs == [
        {
            "component": "sink/test",
            "event": "the server took a request only in part",
            "log_level": "warning",
            "signal": "traces",
            "rejected": 3,
            "message": "too old",
        }
    ]


def test_an_answer_that_is_too_large_is_not_read(server: GrpcServer, plain: OtlpGrpcExporter) -> None:
    server.answer = lambda request, context: bytes(5 * 1024 * 1024)
    error = failure_of(Permanent, lambda: plain.export(BATCH))
    assert str(error).startswith("RESOURCE_EXHAUSTED: ")


def test_a_server_that_does_not_answer_is_retried(server: GrpcServer) -> None:
    def stall(request: bytes, context: grpc.ServicerContext) -> bytes:
        over = threading.Event()
        context.add_callback(over.set)
        over.wait()
        return b""

    server.answer = stall
    with exporter({"endpoint": f"http://{server.endpoint}", "timeout": "50ms"}) as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error).startswith("DEADLINE_EXCEEDED")


def test_a_server_that_is_not_there_is_retried() -> None:
    with exporter({"endpoint": "http://127.0.0.1:1"}) as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error).startswith("UNAVAILABLE: ")


def test_after_the_shutdown_nothing_is_sent(server: GrpcServer) -> None:
    with exporter({"endpoint": f"http://{server.endpoint}"}) as built:
        pass
    error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error) == "not sent: Cannot invoke RPC on closed channel!"


def test_headers_and_user_agent_arrive(server: GrpcServer) -> None:
    options = {"endpoint": f"http://{server.endpoint}", "headers": {"X-Key": "secret"}, "user_agent": "me/1"}
    with exporter(options) as built:
        built.export(BATCH)
    metadata = server.received[-1][2]
    assert metadata["x-key"] == "secret"
    assert metadata["user-agent"].startswith("me/1 grpc-python/")


def test_headers_of_the_incoming_request_are_passed_on(server: GrpcServer) -> None:
    setter = HeadersSetterExtension(
        HeadersSetterExtension.Config.model_validate({"headers": [{"key": "tenant", "from_context": "X-Tenant"}]}),
        context(),
    )
    lent = context(extensions={ComponentId("headers_setter"): setter})
    options = {"endpoint": f"http://{server.endpoint}", "auth": {"authenticator": "headers_setter"}}
    with exporter(options, lent) as built:
        built.export(batch_of(Signal.TRACES, one_span(), metadata=(("x-tenant", "a"),)))
        built.export(batch_of(Signal.TRACES, one_span(), metadata=(("x-tenant", "b\r\nevil: 1"),)))
    assert [metadata.get("tenant") for _, _, metadata in server.received[-2:]] == ["a", None]
    assert lent.telemetry.value("otelevals_exporter_dropped_headers_total", exporter="sink/test") == 1


@pytest.mark.parametrize("endpoint", ["{}", "https://{}", "dns:///{}"])
def test_tls_checks_the_server_by_its_authority(certificates: Path, endpoint: str) -> None:
    key, certificate = ((certificates / f"server.{kind}").read_bytes() for kind in ("key", "pem"))
    with grpc_server(grpc.ssl_server_credentials([(key, certificate)])) as secure:
        url = endpoint.format(secure.endpoint)
        with exporter({"endpoint": url, "tls": {"ca_file": "ca.pem"}}, context(certificates)) as built:
            built.export(BATCH)
        assert len(secure.received) == 1
        with exporter({"endpoint": url}) as built:
            assert str(failure_of(Retryable, lambda: built.export(BATCH))).startswith("UNAVAILABLE: ")
        assert len(secure.received) == 1


def test_mutual_tls_shows_the_client_certificate(certificates: Path) -> None:
    key, certificate = ((certificates / f"server.{kind}").read_bytes() for kind in ("key", "pem"))
    ca = (certificates / "ca.pem").read_bytes()
    with grpc_server(grpc.ssl_server_credentials([(key, certificate)], ca, require_client_auth=True)) as secure:
        tls = {"ca_file": "ca.pem", "cert_file": "client.pem", "key_file": "client.key"}
        with exporter({"endpoint": secure.endpoint, "tls": tls}, context(certificates)) as built:
            built.export(BATCH)
        assert len(secure.received) == 1


def test_certificates_are_read_again(certificates: Path, tmp_path: Path) -> None:
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes((certificates / "client.pem").read_bytes())
    tls = {"ca_file": "ca.pem", "reload_interval": "1ns"}
    key, certificate = ((certificates / f"server.{kind}").read_bytes() for kind in ("key", "pem"))
    with (
        grpc_server(grpc.ssl_server_credentials([(key, certificate)])) as secure,
        exporter({"endpoint": secure.endpoint, "tls": tls}, context(tmp_path)) as built,
    ):
        failure_of(Retryable, lambda: built.export(BATCH))
        trusted.write_bytes((certificates / "ca.pem").read_bytes())
        built.export(BATCH)
        assert len(secure.received) == 1


def test_the_usual_mistake_with_tls_is_named(server: GrpcServer, certificates: Path) -> None:
    options = {"endpoint": server.endpoint, "tls": {"ca_file": "ca.pem"}}
    with exporter(options, context(certificates)) as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error).endswith("; for a server without TLS set tls.insecure: true")


def test_several_threads_send_at_once(server: GrpcServer, gzip: OtlpGrpcExporter) -> None:
    before = len(server.received)
    names = [f"span {number}" for number in range(20)]
    batches = [batch_of(Signal.TRACES, one_span(name)) for name in names]
    threads = [threading.Thread(target=gzip.export, args=(each,)) for each in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    arrived = sorted(body for _, body, _ in server.received[before:])
    assert arrived == sorted(each.body() for each in batches)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"endpoint": "localhost"}, "expected host:port, such as localhost:4317 or https://otlp.example.com:443"),
        ({"endpoint": "localhost:99999"}, "expected host:port, such as localhost:4317 or https://otlp.example.com:443"),
        (
            {"endpoint": "a:1", "compression": "zstd"},
            "gRPC for Python cannot compress with zstd: use gzip or none, or otlp_http for zstd",
        ),
        ({"endpoint": "a:1", "write_buffer_size": 1}, "gRPC for Python has no write_buffer_size: leave it out"),
        (
            {"endpoint": "a:1", "headers": {"a": "b\n"}},
            "header 'a' has a value with characters that requests cannot carry",
        ),
        ({"endpoint": "a:1", "headers": {"grpc-timeout": "1"}}, "header 'grpc-timeout' is set by the exporter itself"),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, Any], message: str) -> None:
    error = failure_of(ValidationError, lambda: make(OtlpGrpcExporter, options))
    assert [each["msg"] for each in error.errors()] == [f"Value error, {message}"]


@pytest.mark.parametrize(
    ("options", "message", "path"),
    [
        (
            {"auth": {"authenticator": "headers_setter"}},
            "extension 'headers_setter' is not in service.extensions (running: none)",
            ("auth", "authenticator"),
        ),
        ({"tls": {"ca_file": "nowhere.pem"}}, "ca_file: nowhere.pem: no such file or directory", ("tls",)),
    ],
)
def test_what_is_missing_is_named(options: dict[str, Any], message: str, path: tuple[str, ...]) -> None:
    error = failure_of(ConfigError, lambda: make(OtlpGrpcExporter, {"endpoint": "a:1", **options}))
    assert (str(error), error.path) == (message, path)


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_has_its_method(server: GrpcServer, plain: OtlpGrpcExporter, signal: Signal) -> None:
    check(server, plain, signal, sample(signal))
