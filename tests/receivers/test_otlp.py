"""The otlp receiver listens on what its configuration says, or says exactly why it cannot."""

import datetime
import ipaddress
import socket
from pathlib import Path
from typing import Any

import grpc
import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import ValidationError

from otelevals.api.component import ComponentId
from otelevals.api.errors import ConfigError
from otelevals.net.endpoint import ListenError
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import PROTOBUF
from otelevals.receivers.otlp import OtlpReceiver
from otelevals.testing import context, trace_request
from tests.receivers.running import Running, running

RAW = trace_request().SerializeToString()


def config(**protocols: Any) -> OtlpReceiver.Config:
    return OtlpReceiver.Config.model_validate({"protocols": protocols})


def errors(**protocols: Any) -> list[tuple[str, str]]:
    """Where a configuration is wrong, and what the user is told."""
    with pytest.raises(ValidationError) as caught:
        config(**protocols)
    return [
        (".".join(map(str, error["loc"])), error["msg"].removeprefix("Value error, "))
        for error in caught.value.errors(include_url=False)
    ]


def test_protocols_without_options_have_the_collectors_ports() -> None:
    protocols = config(grpc=None, http=None).protocols
    assert protocols.grpc is not None
    assert protocols.http is not None
    assert (protocols.grpc.endpoint, protocols.http.endpoint) == ("localhost:4317", "localhost:4318")
    assert protocols.grpc.max_bytes == protocols.http.max_bytes == 64 * 1024 * 1024


def test_a_protocol_that_is_not_named_is_off() -> None:
    assert config(http={}).protocols.grpc is None


@pytest.mark.parametrize(
    ("protocols", "where", "message"),
    [
        ({}, "protocols", "must specify at least one protocol: grpc, http"),
        (
            {"grpc": {"endpoint": "4317"}},
            "protocols.grpc.endpoint",
            "expected host:port, such as localhost:4317 or [::1]:4317",
        ),
        (
            {"grpc": {"read_buffer_size": 1}},
            "protocols.grpc.read_buffer_size",
            "this cannot be set: gRPC chooses the sizes of its buffers",
        ),
        (
            {"http": {"auth": {"authenticator": "basicauth", "request_params": ["token"]}}},
            "protocols.http.auth.request_params",
            "request_params is not supported: credentials in URLs end up in logs, send them in a header",
        ),
        (
            {"http": {"keep_alives_enabled": False}},
            "protocols.http.keep_alives_enabled",
            "keep_alives_enabled: false is not supported: a short idle_timeout has nearly the same effect",
        ),
        ({"http": {"logs_url_path": "/v1/traces"}}, "protocols.http", "the path /v1/traces is given twice"),
        (
            {"http": {"traces_url_path": "v1/traces"}},
            "protocols.http.traces_url_path.0",
            "expected a path that begins with / and has no ? or #",
        ),
        (
            {"http": {"response_headers": {"X": "a\r\nb: c"}}},
            "protocols.http.response_headers.X",
            "expected printable ASCII characters",
        ),
        (
            {"http": {"cors": {"allowed_origins": ["https://*.*"]}}},
            "protocols.http.cors.allowed_origins.0",
            "expected an origin with at most one *",
        ),
        (
            {"http": {"response_headers": {"Date": "now"}}},
            "protocols.http.response_headers.Date.[key]",
            "the header Date is set by the server itself",
        ),
        (
            {"grpc": {"tls": {"cert_file": "c", "key_file": "k", "include_system_ca_certs_pool": True}}},
            "protocols.grpc",
            "gRPC listeners trust client_ca_file alone: include_system_ca_certs_pool is not supported",
        ),
        (
            {"http": {"tls": {}}},
            "protocols.http.tls",
            "a TLS listener needs cert_file and key_file (or cert_pem and key_pem)",
        ),
    ],
)
def test_what_cannot_be_honoured_is_refused(protocols: dict[str, Any], where: str, message: str) -> None:
    assert errors(**protocols) == [(where, message)]


def test_a_timeout_of_zero_means_no_limit() -> None:
    http = config(http={"read_timeout": "5s", "idle_timeout": 0}).protocols.http
    assert http is not None
    limits = http.limits()
    assert (limits.body_deadline, limits.idle_timeout, limits.write_timeout) == (5.0, float("inf"), 30.0)


@pytest.mark.parametrize("protocol", ["grpc", "http"])
def test_a_port_in_use_is_a_clear_error(protocol: str) -> None:
    with running() as first:
        port = first.receiver.grpc_port if protocol == "grpc" else first.receiver.http_port
        second = OtlpReceiver(config(**{protocol: {"endpoint": f"127.0.0.1:{port}"}}), context("otlp"), {})
        with pytest.raises(ListenError, match=rf"^cannot listen on 127.0.0.1:{port}: address already in use$"):
            second.start()
        second.shutdown()


def test_localhost_means_every_loopback_address() -> None:
    with running(with_grpc={"endpoint": "localhost:0"}, with_http=None) as server:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            if _has(family, address):
                with socket.socket(family) as client:
                    client.settimeout(20)
                    client.connect((address, server.receiver.grpc_port))


def _has(family: int, address: str) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def test_it_stops_without_having_started() -> None:
    receiver = OtlpReceiver(config(grpc=None, http=None), context("otlp"), {})
    receiver.stop_intake(1)
    receiver.shutdown()


def test_nothing_is_taken_after_the_intake_stopped() -> None:
    with running() as server:
        http_port = server.receiver.http_port
        server.receiver.stop_intake(1)
        assert server.refusal(RAW).code() is grpc.StatusCode.UNAVAILABLE
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", http_port))


class NotAMiddleware:
    pass


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        ({}, "the extension memory_limiter is not running: list it in service.extensions"),
        ({ComponentId("memory_limiter"): NotAMiddleware()}, "the extension memory_limiter is not a middleware"),
    ],
)
def test_middlewares_must_be_there(extensions: dict[Any, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Running(with_http=None, with_grpc={"middlewares": [{"id": "memory_limiter"}]}, extensions=extensions)
    assert (str(caught.value), caught.value.path) == (message, ("protocols", "grpc", "middlewares", 0, "id"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with cert.pem, for 127.0.0.1 and by itself, and key.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


def export_with_tls(server: Running, credentials: grpc.ChannelCredentials) -> bytes:
    with grpc.secure_channel(f"127.0.0.1:{server.receiver.grpc_port}", credentials) as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(Signal.TRACES.wire.rpc)
        return call(RAW, timeout=30)


def test_both_protocols_speak_tls(certificate: Path) -> None:
    tls = {"cert_file": str(certificate / "cert.pem"), "key_file": str(certificate / "key.pem")}
    with running(with_grpc={"tls": tls}, with_http={"tls": tls}) as server:
        export_with_tls(server, grpc.ssl_channel_credentials((certificate / "cert.pem").read_bytes()))
        with urllib3.PoolManager(ca_certs=tls["cert_file"]) as pool:
            url = f"https://127.0.0.1:{server.receiver.http_port}/v1/traces"
            assert pool.request("POST", url, body=RAW, headers={"content-type": PROTOBUF}).status == 200
        assert len(server.sink.taken) == 2


def test_with_a_client_ca_clients_need_a_certificate(certificate: Path) -> None:
    files = {"cert_file": str(certificate / "cert.pem"), "key_file": str(certificate / "key.pem")}
    with running(with_http=None, with_grpc={"tls": {**files, "client_ca_file": files["cert_file"]}}) as server:
        cert, key = (certificate / "cert.pem").read_bytes(), (certificate / "key.pem").read_bytes()
        with pytest.raises(grpc.RpcError):
            export_with_tls(server, grpc.ssl_channel_credentials(cert))
        export_with_tls(server, grpc.ssl_channel_credentials(cert, key, cert))
        assert len(server.sink.taken) == 1


def test_a_certificate_that_is_not_there_is_a_configuration_error(tmp_path: Path) -> None:
    tls = {"cert_file": "missing.pem", "key_file": "key.pem"}
    with pytest.raises(ConfigError) as caught:
        OtlpReceiver(config(http={"tls": tls}), context("otlp", base_dir=tmp_path), {})
    assert str(caught.value) == f"cert_file: {tmp_path}/missing.pem: no such file or directory"
    assert caught.value.path == ("protocols", "http", "tls")
