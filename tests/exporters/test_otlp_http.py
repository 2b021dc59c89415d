"""Batches arrive over HTTP as they are, and every answer of a server becomes delivered, retryable or permanent."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from google.rpc.status_pb2 import Status
from hypothesis import given, settings
from pydantic import ValidationError

from otelevals.api.component import ComponentId, Context
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.exporters.otlp_http import OtlpHttpExporter
from otelevals.extensions.headers_setter import HeadersSetterExtension
from otelevals.otlp.compression import decompress
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.exporters.http_server import HttpServer, Reply, Request, http_server, ok
from tests.exporters.samples import any_request, batch_of, context, failure_of, fixture_requests, make, one_span, sample

BATCH = batch_of(Signal.TRACES, one_span())
FORMS: list[dict[str, Any]] = [
    {},
    {"compression": "none"},
    {"compression": "zstd", "compression_params": {"level": 3}},
    {"compression": "deflate", "compression_params": {"level": 9}},
    {"compression": "zlib", "compression_params": {"level": -1}},
]


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with http_server() as running:
        yield running


@pytest.fixture(autouse=True)
def reset(server: HttpServer) -> None:
    server.answer = lambda request: ok()


@contextmanager
def exporter(options: dict[str, Any], lent: Context | None = None) -> Iterator[OtlpHttpExporter]:
    built = make(OtlpHttpExporter, options, lent)
    built.start()
    try:
        yield built
    finally:
        built.shutdown()


@pytest.fixture(scope="module")
def senders(server: HttpServer) -> Iterator[list[OtlpHttpExporter]]:
    """One exporter for each form of a body."""
    built = [make(OtlpHttpExporter, {"endpoint": server.url, **form}) for form in FORMS]
    yield built
    for each in built:
        each.shutdown()


@pytest.fixture(scope="module")
def sender(senders: list[OtlpHttpExporter]) -> OtlpHttpExporter:
    return senders[0]


def message_of(request: Request, signal: Signal) -> Any:
    body = decompress(request.body, request.headers.get("content-encoding", ""), 64 * 1024 * 1024)
    if request.headers["content-type"] == "application/json":
        body = decode_json(signal, body)
    return signal.wire.request.FromString(body)


def check(server: HttpServer, sender: OtlpHttpExporter, signal: Signal, message: Any) -> None:
    sender.export(batch_of(signal, message))
    request = server.received[-1]
    assert request.line == f"POST {signal.wire.path} HTTP/1.1"
    assert message_of(request, signal) == message


@pytest.mark.parametrize(("signal", "message"), fixture_requests())
def test_recorded_requests_arrive_equal(
    server: HttpServer, senders: list[OtlpHttpExporter], signal: Signal, message: Any
) -> None:
    for each in senders:
        check(server, each, signal, message)


@given(any_request(unknown=True))
@settings(max_examples=50, deadline=None)
def test_any_request_arrives_equal(
    server: HttpServer, senders: list[OtlpHttpExporter], case: tuple[Signal, Any]
) -> None:
    for each in senders:
        check(server, each, *case)


@given(any_request())
@settings(max_examples=50, deadline=None)
def test_any_request_arrives_equal_as_json(server: HttpServer, case: tuple[Signal, Any]) -> None:
    with exporter({"endpoint": server.url, "encoding": "json"}) as built:
        check(server, built, *case)


def test_a_body_that_json_cannot_hold_is_permanent(server: HttpServer) -> None:
    invalid: Any = Signal.TRACES.wire.request()
    invalid.resource_spans.add().scope_spans.add()
    raw = b"\x0a\x06\x12\x04\x12\x02\x0a\x05"  # a span that says it is longer than it is
    batch = batch_of(Signal.TRACES, Signal.TRACES.wire.request())
    batch.payloads[0]._raw = raw
    with exporter({"endpoint": server.url, "encoding": "json"}) as built:
        error = failure_of(Permanent, lambda: built.export(batch))
    assert str(error) == "the request is not valid protobuf inside, so JSON cannot hold it"


def test_each_signal_can_have_an_endpoint_of_its_own(server: HttpServer) -> None:
    options = {
        "endpoint": f"{server.url}/base/",
        "traces_endpoint": f"{server.url}/api/public/otel/v1/traces?key=1",
        "logs_endpoint": f"http://localhost:{server.port}",
    }
    with exporter(options) as built:
        for signal in Signal:
            built.export(batch_of(signal, sample(signal)))
    paths = [request.path for request in server.received[-4:]]
    assert paths == ["/api/public/otel/v1/traces?key=1", "/", "/base/v1/metrics", "/"]


def test_a_signal_without_endpoint_is_refused_for_good() -> None:
    with exporter({"logs_endpoint": "http://127.0.0.1:1/logs"}) as built:
        error = failure_of(Permanent, lambda: built.export(BATCH))
    assert (str(error), error.everything) == ("no endpoint is configured for traces", True)


def test_connections_are_kept(server: HttpServer, sender: OtlpHttpExporter) -> None:
    for _ in range(3):
        sender.export(BATCH)
    assert len({request.connection for request in server.received[-3:]}) == 1


def test_without_keep_alive_each_request_has_a_connection(server: HttpServer) -> None:
    with exporter({"endpoint": server.url, "disable_keep_alives": True}) as built:
        built.export(BATCH)
        built.export(BATCH)
    first, second = server.received[-2:]
    assert first.connection != second.connection
    assert first.headers["connection"] == "close"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 429, 500, 502, 503, 504])
def test_statuses_are_retryable_or_permanent(server: HttpServer, sender: OtlpHttpExporter, status: int) -> None:
    body = Status(message="not today").SerializeToString()
    server.answer = lambda request: ok(body, status=f"{status} Reason")
    kind = Retryable if status in (429, 502, 503, 504) else Permanent
    error = failure_of(kind, lambda: sender.export(BATCH))
    assert str(error).startswith(f"HTTP {status} ")
    assert str(error).endswith(": not today")
    assert getattr(error, "everything", False) == (status in (401, 403, 404))


def test_retry_after_says_when_to_try_again(server: HttpServer, sender: OtlpHttpExporter) -> None:
    server.answer = lambda request: ok(status="503 Busy", more="Retry-After: 7\r\n")
    assert failure_of(Retryable, lambda: sender.export(BATCH)).after == 7.0


def test_redirects_are_not_followed(server: HttpServer, sender: OtlpHttpExporter) -> None:
    server.answer = lambda request: ok(status="308 Moved", more="Location: https://elsewhere/v1/traces\r\n")
    error = failure_of(Permanent, lambda: sender.export(BATCH))
    assert str(error) == "HTTP 308 redirects to https://elsewhere/v1/traces: make that the endpoint"
    assert error.everything


@pytest.mark.parametrize("content_type", ["application/x-protobuf", "application/json; charset=utf-8"])
def test_partial_success_is_delivered_and_counted(server: HttpServer, content_type: str) -> None:
    response: Any = Signal.LOGS.wire.response()
    response.partial_success.rejected_log_records = 3
    text = json.dumps({"partialSuccess": {"rejectedLogRecords": "3"}}).encode()
    body = text if "json" in content_type else response.SerializeToString()
    server.answer = lambda request: ok(body, content_type)
    lent = context()
    with exporter({"endpoint": server.url}, lent) as built:
        built.export(batch_of(Signal.LOGS, sample(Signal.LOGS)))
    labels = {"exporter": "sink/test", "data_type": "logs"}
    assert lent.telemetry.value("otelevals_exporter_rejected_items_total", **labels) == 3


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Reply(b"HTTP/1.1 204 No Content\r\n\r\n"),
        Reply(CHUNKED + b"2\r\n{}\r\n0\r\n\r\n"),
        Reply(b"HTTP/1.1 200 OK\r\n\r\n{}", "close"),
        Reply(b"HTTP/1.0 200 OK\r\n\r\n", "close"),
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}and more"),
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + bytes(9_000_000), "close"),
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nwhat??"),
    ],
    ids=["interim", "no-content", "chunked", "until-close", "http-1.0", "too-much", "too-large", "unreadable"],
)
def test_odd_answers_still_mean_delivered(server: HttpServer, sender: OtlpHttpExporter, reply: Reply) -> None:
    server.answer = lambda request: reply
    sender.export(BATCH)
    sender.export(BATCH)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b"", "close"), "the server closed the connection without an answer"),
        (Reply(b"", "reset"), "the server reset the connection"),
        (Reply(b"SSH-2.0-OpenSSH\r\n", "close"), "the answer is not HTTP/1.1"),
        (Reply(b"HTTP/1.1 2", "close"), "the server closed the connection in the middle of its answer"),
        (
            Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "close"),
            "the server closed the connection in the middle of its answer",
        ),
        (Reply(CHUNKED + b"9\r\nhalf", "close"), "the server closed the connection in the middle of its answer"),
        (Reply(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000, "close"), "the head of the answer is too large"),
        (Reply(b"HTTP/1.1 101 Go\r\nUpgrade: h2c\r\n\r\nPRI"), "the answer is not HTTP/1.1"),
    ],
)
def test_broken_answers_are_retried(server: HttpServer, reply: Reply, message: str) -> None:
    server.answer = lambda request: reply
    with exporter({"endpoint": server.url}) as built:
        assert str(failure_of(Retryable, lambda: built.export(BATCH))) == message


def test_a_connection_that_the_server_closed_is_replaced(server: HttpServer, sender: OtlpHttpExporter) -> None:
    sender.export(BATCH)
    server.drop_connections()
    sender.export(BATCH)
    first, second = server.received[-2:]
    assert first.connection != second.connection


@pytest.mark.parametrize("then", ["close", "reset"])
def test_a_connection_that_ends_instead_of_an_answer_is_replaced_at_once(server: HttpServer, then: str) -> None:
    with exporter({"endpoint": server.url}) as built:
        built.export(BATCH)
        used = server.received[-1].connection
        server.answer = lambda request: Reply(b"", then) if request.connection == used else ok()
        built.export(BATCH)
    connections = [request.connection for request in server.received[-3:]]
    assert connections[0] == connections[1] == used != connections[2]


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"], ids=["nothing", "half"]
)
def test_an_answer_that_does_not_come_in_time_is_retried(server: HttpServer, beginning: bytes) -> None:
    server.answer = lambda request: Reply(beginning, "stall")
    with exporter({"endpoint": server.url, "timeout": "50ms"}) as built:
        assert str(failure_of(Retryable, lambda: built.export(BATCH))) == "no answer within 0.05s"


def test_a_server_that_is_not_there_is_retried() -> None:
    with exporter({"endpoint": "http://127.0.0.1:1"}) as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error) == "cannot connect to 127.0.0.1:1: connection refused"


def test_large_bodies_arrive(server: HttpServer) -> None:
    with exporter({"endpoint": server.url, "compression": "none"}) as built:
        check(server, built, Signal.TRACES, one_span("x" * 3_000_000))


def test_several_threads_send_at_once_over_few_connections(server: HttpServer) -> None:
    before = len(server.received)
    batches = [batch_of(Signal.TRACES, one_span(f"span {number}")) for number in range(20)]
    with exporter({"endpoint": server.url, "max_conns_per_host": 2, "compression": "none"}) as built:
        threads = [threading.Thread(target=built.export, args=(each,)) for each in batches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    arrived = server.received[before:]
    assert sorted(request.body for request in arrived) == sorted(each.body() for each in batches)
    assert len({request.connection for request in arrived}) <= 2


def test_headers_arrive(server: HttpServer) -> None:
    options = {
        "endpoint": server.url,
        "headers": [{"name": "X-Key", "value": "secret"}, {"name": "Host", "value": "h"}],
    }
    with exporter(options) as built:
        built.export(BATCH)
    request = server.received[-1]
    assert request.headers["x-key"] == "secret"
    assert request.headers["host"] == "h"
    assert request.headers["user-agent"].startswith("otelevals/")


def test_headers_of_the_incoming_request_are_passed_on(server: HttpServer) -> None:
    setter = HeadersSetterExtension(
        HeadersSetterExtension.Config.model_validate({"headers": [{"key": "tenant", "from_context": "X-Tenant"}]}),
        context(),
    )
    lent = context(extensions={ComponentId("headers_setter"): setter})
    options = {
        "endpoint": server.url,
        "auth": {"authenticator": "headers_setter"},
        "headers": {"Tenant": "nobody"},
    }
    with exporter(options, lent) as built:
        built.export(batch_of(Signal.TRACES, one_span(), metadata=(("x-tenant", "a"),)))
        built.export(batch_of(Signal.TRACES, one_span(), metadata=(("x-tenant", "b\r\nevil: 1"),)))
    first, second = server.received[-2:]
    assert first.headers["tenant"] == "a"
    assert (second.headers["tenant"], "evil" in second.headers) == ("nobody", False)
    assert lent.telemetry.value("otelevals_exporter_dropped_headers_total", exporter="sink/test") == 1


def server_tls(certificates: Path, *, client: bool = False) -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    if client:
        tls.load_verify_locations(certificates / "ca.pem")
        tls.verify_mode = ssl.CERT_REQUIRED
    return tls


def test_tls_checks_the_server(certificates: Path) -> None:
    with http_server(server_tls(certificates)) as secure:
        url = f"https://localhost:{secure.port}"
        with exporter({"endpoint": url, "tls": {"ca_file": "ca.pem"}}, context(certificates)) as built:
            built.export(BATCH)
            built.export(BATCH)
        assert [request.connection for request in secure.received] == [1, 1]
        with exporter({"endpoint": url}) as built:
            error = failure_of(Retryable, lambda: built.export(BATCH))
        assert "the server's certificate is not accepted: " in str(error)
        with exporter({"endpoint": url, "tls": {"insecure_skip_verify": True}}) as built:
            built.export(BATCH)


def test_mutual_tls_shows_the_client_certificate(certificates: Path) -> None:
    with http_server(server_tls(certificates, client=True)) as secure:
        tls = {"ca_file": "ca.pem", "cert_file": "client.pem", "key_file": "client.key"}
        with exporter({"endpoint": f"https://localhost:{secure.port}", "tls": tls}, context(certificates)) as built:
            built.export(BATCH)
        assert len(secure.received) == 1


def test_certificates_are_read_again(certificates: Path, tmp_path: Path) -> None:
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes((certificates / "client.pem").read_bytes())
    tls = {"ca_file": "ca.pem", "reload_interval": "1ns"}
    with (
        http_server(server_tls(certificates)) as secure,
        exporter({"endpoint": f"https://localhost:{secure.port}", "tls": tls}, context(tmp_path)) as built,
    ):
        failure_of(Retryable, lambda: built.export(BATCH))
        trusted.write_bytes((certificates / "ca.pem").read_bytes())
        built.export(BATCH)
        assert len(secure.received) == 1


def test_tls_to_a_server_without_it_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as threads:
        port = listener.getsockname()[1]
        with exporter({"endpoint": f"https://127.0.0.1:{port}"}) as built:
            attempt = threads.submit(failure_of, Retryable, lambda: built.export(BATCH))
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                error = attempt.result()
    assert str(error) == f"no TLS connection to 127.0.0.1:{port}: the server does not speak TLS"


def test_a_server_that_never_shakes_hands_is_retried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with exporter({"endpoint": f"https://127.0.0.1:{port}", "timeout": "50ms"}) as built:
            error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error) == f"no TLS connection to 127.0.0.1:{port} within the timeout"


def test_a_proxy_gets_the_whole_url(server: HttpServer) -> None:
    proxy = f"http://me:it%21@127.0.0.1:{server.port}"
    with exporter({"endpoint": "http://backend.example:4318", "proxy_url": proxy}) as built:
        built.export(BATCH)
    request = server.received[-1]
    assert request.line == "POST http://backend.example:4318/v1/traces HTTP/1.1"
    assert request.headers["host"] == "backend.example:4318"
    assert request.headers["proxy-authorization"] == "Basic bWU6aXQh"


def test_a_proxy_of_the_environment_is_used(server: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{server.port}")
    monkeypatch.setenv("no_proxy", "other.example")
    with exporter({"endpoint": "http://backend.example"}) as built:
        built.export(BATCH)
    assert server.received[-1].line == "POST http://backend.example:80/v1/traces HTTP/1.1"


def test_a_proxy_that_refuses_a_tunnel_is_retried(server: HttpServer) -> None:
    server.answer = lambda request: ok(b"no", status="407 Proxy Authentication Required")
    with exporter({"endpoint": "https://backend.example", "proxy_url": server.url}) as built:
        error = failure_of(Retryable, lambda: built.export(BATCH))
    assert str(error) == f"the proxy 127.0.0.1:{server.port} answered 407 to CONNECT"
    assert server.received[-1].line == "CONNECT backend.example:443 HTTP/1.1"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "endpoint is missing, such as http://localhost:4318"),
        ({"endpoint": "localhost:4318"}, "expected a URL, such as http://localhost:4318"),
        ({"endpoint": "http://a:99999"}, "the port of the URL is not a number up to 65535"),
        ({"endpoint": "http://u:p@a"}, "credentials do not belong into the URL: send them as headers"),
        ({"endpoint": "http://a/ b"}, "the URL has characters that a request cannot carry"),
        (
            {"endpoint": "http://a", "proxy_url": "socks5://b"},
            "expected the URL of an HTTP proxy, such as http://proxy:3128",
        ),
        ({"endpoint": "http://a", "compression_params": {"level": 10}}, "the level of gzip is at most 9"),
        (
            {"endpoint": "http://a", "force_attempt_http2": True},
            "otlp_http speaks HTTP/1.1 only: leave it out",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(options: dict[str, Any], message: str) -> None:
    error = failure_of(ValidationError, lambda: make(OtlpHttpExporter, options))
    assert [each["msg"] for each in error.errors()] == [f"Value error, {message}"]


def test_a_certificate_that_is_missing_is_named() -> None:
    options = {"endpoint": "https://a", "tls": {"ca_file": "nowhere.pem"}}
    error = failure_of(ConfigError, lambda: make(OtlpHttpExporter, options))
    assert (str(error), error.path) == ("ca_file: nowhere.pem: no such file or directory", ("tls",))
