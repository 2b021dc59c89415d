"""gRPC takes the same settings, over a real handshake, and refuses what it cannot do."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import grpc
import pytest

from otelevals.net.grpc_tls import (
    grpc_channel_credentials,
    grpc_channel_options,
    grpc_server_credentials,
    renewed_channel_credentials,
)
from otelevals.net.tls import TlsError, TlsSettings

Start = Callable[[TlsSettings], int]


class _Echo(grpc.GenericRpcHandler):
    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        return grpc.unary_unary_rpc_method_handler(lambda request, context: request)


@pytest.fixture
def start() -> Iterator[Start]:
    servers = []

    def run(settings: TlsSettings) -> int:
        server = grpc.server(ThreadPoolExecutor(1), handlers=[_Echo()])
        servers.append(server)
        port = server.add_secure_port("127.0.0.1:0", grpc_server_credentials(settings))
        server.start()
        return port

    yield run
    for server in servers:
        server.stop(None).wait()


def call(port: int, settings: TlsSettings) -> bytes:
    credentials = grpc_channel_credentials(settings)
    with grpc.secure_channel(f"127.0.0.1:{port}", credentials, grpc_channel_options(settings)) as channel:
        echo: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/a/b")
        return echo(b"hello", timeout=20)


@pytest.fixture
def server(certificates: Path) -> TlsSettings:
    return TlsSettings(cert_file=f"{certificates}/server.pem", key_file=f"{certificates}/server.key")


@pytest.fixture
def client(certificates: Path) -> TlsSettings:
    return TlsSettings(ca_file=f"{certificates}/ca.pem")


def test_a_call_over_tls(start: Start, server: TlsSettings, client: TlsSettings) -> None:
    port = start(server)
    assert call(port, client) == b"hello"
    assert call(port, replace(client, include_system_ca_certs_pool=True, server_name_override="localhost")) == b"hello"
    for wrong in (TlsSettings(), replace(client, server_name_override="other")):
        with pytest.raises(grpc.RpcError):
            call(port, wrong)


def test_a_client_needs_a_certificate_where_client_ca_file_is_set(
    start: Start, server: TlsSettings, client: TlsSettings, certificates: Path
) -> None:
    port = start(replace(server, client_ca_file=f"{certificates}/ca.pem"))
    known = replace(client, cert_file=f"{certificates}/client.pem", key_file=f"{certificates}/client.key")
    assert call(port, known) == b"hello"
    with pytest.raises(grpc.RpcError):
        call(port, client)


def test_a_renewed_certificate_is_used_after_the_interval(
    start: Start, client: TlsSettings, certificates: Path, tmp_path: Path
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    for path, name in ((cert, "other.pem"), (key, "other.key")):
        path.write_bytes((certificates / name).read_bytes())
    port = start(TlsSettings(cert_file=str(cert), key_file=str(key), reload_interval=1e-9))
    with pytest.raises(grpc.RpcError):
        call(port, client)
    for path, name in ((cert, "server.pem"), (key, "server.key")):
        path.write_bytes((certificates / name).read_bytes())
    assert call(port, client) == b"hello"


def test_client_ca_file_is_read_again_when_it_changes(
    start: Start, server: TlsSettings, client: TlsSettings, certificates: Path, tmp_path: Path
) -> None:
    trusted = tmp_path / "clients.pem"
    trusted.write_bytes((certificates / "other.pem").read_bytes())
    port = start(replace(server, client_ca_file=str(trusted), client_ca_file_reload=True))
    known = replace(client, cert_file=f"{certificates}/client.pem", key_file=f"{certificates}/client.key")
    with pytest.raises(grpc.RpcError):
        call(port, known)
    trusted.write_bytes((certificates / "ca.pem").read_bytes())
    assert call(port, known) == b"hello"


def test_a_channel_gets_other_credentials_only_when_the_files_are_others(
    client: TlsSettings, certificates: Path, tmp_path: Path
) -> None:
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes((certificates / "ca.pem").read_bytes())
    latest = renewed_channel_credentials(TlsSettings(ca_file=str(trusted), reload_interval=1e-9))
    first = latest()
    assert latest() is first
    trusted.write_bytes((certificates / "other.pem").read_bytes())
    second = latest()
    assert second is not first
    trusted.write_text("half written")
    assert latest() is second


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_version": "1.3"}, "min_version: gRPC for Python accepts TLS 1.2 and 1.3, this cannot be set"),
        ({"max_version": "1.2"}, "max_version: gRPC for Python accepts TLS 1.2 and 1.3, this cannot be set"),
        (
            {"cipher_suites": ("TLS_AES_128_GCM_SHA256",)},
            "cipher_suites: gRPC for Python takes them from the environment variable GRPC_SSL_CIPHER_SUITES",
        ),
        (
            {"insecure_skip_verify": True},
            "insecure_skip_verify: gRPC for Python always verifies the server; give its CA in ca_file",
        ),
    ],
)
def test_what_grpc_cannot_do_is_refused(client: TlsSettings, options: dict[str, object], message: str) -> None:
    with pytest.raises(TlsError) as caught:
        grpc_channel_credentials(replace(client, **options))  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_a_server_says_what_is_wrong_with_its_certificate(server: TlsSettings, certificates: Path) -> None:
    with pytest.raises(TlsError, match=r"^key_file: the key does not belong to cert_file$"):
        grpc_server_credentials(replace(server, key_file=f"{certificates}/client.key"))
    with pytest.raises(TlsError, match=r"^min_version: gRPC"):
        grpc_server_credentials(replace(server, min_version="1.3"))
