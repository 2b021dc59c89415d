"""TLS settings make working contexts, over a real handshake, or an error that names the option."""

import os
import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from otelevals.net.limits import Limits
from otelevals.net.listener import HttpListener
from otelevals.net.tls import TlsError, TlsSettings, client_context, client_contexts, server_context

Serve = Callable[..., HttpListener]
Read = Callable[..., tuple[int, dict[str, str], bytes]]

CBC = ("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",)
GCM = ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",)
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def server(certificates: Path) -> TlsSettings:
    return TlsSettings(cert_file=f"{certificates}/server.pem", key_file=f"{certificates}/server.key")


@pytest.fixture
def client(certificates: Path) -> TlsSettings:
    return TlsSettings(ca_file=f"{certificates}/ca.pem")


def wrap(listener: HttpListener, settings: TlsSettings) -> ssl.SSLSocket:
    raw = socket.create_connection(("127.0.0.1", listener.port), timeout=20)
    return client_context(settings).wrap_socket(raw, server_hostname="localhost")


def test_a_request_over_tls(serve: Serve, read_reply: Read, server: TlsSettings, client: TlsSettings) -> None:
    body = b"a" * 1_000_000
    with wrap(serve(tls=server_context(server)), client) as connection:
        for _ in range(2):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + body)
            assert read_reply(connection)[::2] == (200, body)


def test_a_refusal_over_tls_reaches_a_client_that_goes_on_sending(
    serve: Serve, read_reply: Read, server: TlsSettings, client: TlsSettings
) -> None:
    listener = serve(tls=server_context(server), limits=Limits(max_body_bytes=100, linger_timeout=20))
    with wrap(listener, client) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n" + b"a" * 5_000_000)
        assert read_reply(connection)[0] == 413


def test_settings_in_memory_do_the_same(
    serve: Serve, read_reply: Read, server: TlsSettings, client: TlsSettings
) -> None:
    in_memory = TlsSettings(cert_pem=Path(server.cert_file).read_text(), key_pem=Path(server.key_file).read_text())
    with wrap(serve(tls=server_context(in_memory)), TlsSettings(ca_pem=Path(client.ca_file).read_text())) as connection:
        connection.sendall(GET)
        assert read_reply(connection)[0] == 200


def test_a_server_is_verified_unless_that_is_turned_off(serve: Serve, read_reply: Read, server: TlsSettings) -> None:
    listener = serve(tls=server_context(server))
    with pytest.raises(ssl.SSLCertVerificationError):
        wrap(listener, TlsSettings())
    with wrap(listener, TlsSettings(insecure_skip_verify=True)) as connection:
        connection.sendall(GET)
        assert read_reply(connection)[0] == 200


def test_a_client_needs_a_certificate_where_client_ca_file_is_set(
    serve: Serve, read_reply: Read, server: TlsSettings, client: TlsSettings, certificates: Path
) -> None:
    listener = serve(tls=server_context(replace(server, client_ca_file=f"{certificates}/ca.pem")))
    known = replace(client, cert_file=f"{certificates}/client.pem", key_file=f"{certificates}/client.key")
    with wrap(listener, known) as connection:
        connection.sendall(GET)
        assert read_reply(connection)[0] == 200
    with pytest.raises(OSError), wrap(listener, client) as connection:  # noqa: PT011, PT012 - the alert comes at any step
        connection.sendall(GET)
        if connection.recv(1) == b"":
            raise ConnectionResetError


@pytest.mark.parametrize(
    ("server_options", "client_options", "agreed"),
    [
        ({}, {}, "TLSv1.3"),
        ({"max_version": "1.2"}, {}, "TLSv1.2"),
        ({}, {"max_version": "1.2", "cipher_suites": GCM}, "TLSv1.2"),
        ({"min_version": "1.3"}, {"max_version": "1.2"}, None),
        ({"cipher_suites": ("TLS_AES_128_GCM_SHA256",)}, {"max_version": "1.2"}, None),
        ({"cipher_suites": CBC}, {"max_version": "1.2"}, None),
        ({"cipher_suites": CBC}, {"max_version": "1.2", "cipher_suites": CBC}, "TLSv1.2"),
    ],
)
def test_versions_and_suites(
    serve: Serve,
    server: TlsSettings,
    client: TlsSettings,
    server_options: dict[str, object],
    client_options: dict[str, object],
    agreed: str | None,
) -> None:
    listener = serve(tls=server_context(replace(server, **server_options)))  # type: ignore[arg-type]
    settings = replace(client, **client_options)  # type: ignore[arg-type]
    if agreed is None:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            wrap(listener, settings)
    else:
        with wrap(listener, settings) as connection:
            assert connection.version() == agreed
            if client_options.get("cipher_suites") == GCM:
                assert connection.cipher() == ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLSv1.2", 256)


def test_a_renewed_certificate_is_used_after_the_interval(
    serve: Serve, server: TlsSettings, client: TlsSettings, certificates: Path, tmp_path: Path
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"

    def install(name: str) -> None:
        cert.write_bytes((certificates / f"{name}.pem").read_bytes())
        key.write_bytes((certificates / f"{name}.key").read_bytes())

    def shown(listener: HttpListener) -> bytes | None:
        with wrap(listener, client) as connection:
            return connection.getpeercert(binary_form=True)

    install("server")
    listener = serve(tls=server_context(TlsSettings(cert_file=str(cert), key_file=str(key), reload_interval=1e-9)))
    first = shown(listener)
    install("renewed")
    renewed = shown(listener)
    assert renewed != first
    cert.write_text("half written")
    assert shown(listener) == renewed


@pytest.mark.parametrize("reload", [True, False])
def test_client_ca_file_is_read_again_when_it_changes(
    reload: bool,
    serve: Serve,
    read_reply: Read,
    server: TlsSettings,
    client: TlsSettings,
    certificates: Path,
    tmp_path: Path,
) -> None:
    trusted = tmp_path / "clients.pem"
    trusted.write_bytes((certificates / "other.pem").read_bytes())
    settings = replace(server, client_ca_file=str(trusted), client_ca_file_reload=reload)
    listener = serve(tls=server_context(settings))
    known = replace(client, cert_file=f"{certificates}/client.pem", key_file=f"{certificates}/client.key")

    def is_served() -> bool:
        try:
            with wrap(listener, known) as connection:
                connection.sendall(GET)
                return bool(connection.recv(4) == b"HTTP")
        except OSError:
            return False

    assert not is_served()
    trusted.write_bytes((certificates / "ca.pem").read_bytes())
    assert is_served() == reload
    trusted.write_text("half written")
    assert is_served() == reload
    trusted.unlink()
    assert is_served() == reload


def test_a_client_takes_new_certificates_for_new_connections(
    serve: Serve, read_reply: Read, server: TlsSettings, certificates: Path, tmp_path: Path
) -> None:
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes((certificates / "other.pem").read_bytes())
    contexts = client_contexts(TlsSettings(ca_file=str(trusted), reload_interval=1e-9))
    raw = socket.create_connection(("127.0.0.1", serve(tls=server_context(server)).port), timeout=20)
    with pytest.raises(ssl.SSLCertVerificationError):
        contexts().wrap_socket(raw, server_hostname="localhost")
    trusted.write_bytes((certificates / "ca.pem").read_bytes())
    raw = socket.create_connection(("127.0.0.1", serve(tls=server_context(server)).port), timeout=20)
    with contexts().wrap_socket(raw, server_hostname="localhost") as connection:
        connection.sendall(GET)
        assert read_reply(connection)[0] == 200


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "cert_file: a server needs a certificate (cert_file or cert_pem)"),
        (
            {"cert_file": "{dir}/none.pem", "key_file": "{dir}/server.key"},
            "cert_file: {dir}/none.pem: no such file or directory",
        ),
        ({"cert_file": "{dir}/server.pem"}, "key_file: required next to cert_file (key_pem next to cert_pem)"),
        ({"key_file": "{dir}/server.key"}, "cert_file: required next to key_file (cert_pem next to key_pem)"),
        (
            {"cert_file": "{dir}/server.pem", "cert_pem": "x", "key_file": "{dir}/server.key"},
            "cert_pem: write cert_file or cert_pem, not both",
        ),
        (
            {"cert_file": "{dir}/server.pem", "key_file": "{dir}/client.key"},
            "key_file: the key does not belong to cert_file",
        ),
        (
            {"cert_file": "{dir}/server.key", "key_file": "{dir}/server.key"},
            "cert_file, key_file: not a PEM certificate with its private key",
        ),
        (
            {"cert_pem": "x", "key_pem": "y"},
            "cert_pem, key_pem: not a PEM certificate with its private key",
        ),
        (
            {"cert_file": "{dir}/server.pem", "key_file": "{dir}/encrypted.key"},
            "key_file: the key is encrypted, which is not supported",
        ),
        ({"cert_file": "{dir}", "key_file": "{dir}/server.key"}, "cert_file: {dir}: is a directory"),
        (
            {"cert_file": "{dir}/empty.pem", "key_file": "{dir}/server.key"},
            "cert_file: {dir}/empty.pem: the file is empty",
        ),
        ({"insecure": True}, "insecure: is an option of clients, not of servers"),
        ({"server_name_override": "a"}, "server_name_override: is an option of clients, not of servers"),
    ],
)
def test_server_settings_that_cannot_be_used(certificates: Path, options: dict[str, object], message: str) -> None:
    filled = {k: v.format(dir=certificates) if isinstance(v, str) else v for k, v in options.items()}
    with pytest.raises(TlsError) as caught:
        server_context(TlsSettings(**filled))  # type: ignore[arg-type]
    assert str(caught.value) == message.format(dir=certificates)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_version": "1.1"}, 'min_version: TLS 1.1 is not supported (valid: "1.2", "1.3")'),
        ({"max_version": "2"}, 'max_version: TLS 2 is not supported (valid: "1.2", "1.3")'),
        ({"min_version": "1.3", "max_version": "1.2"}, "min_version: is higher than max_version"),
        (
            {"cipher_suites": ("TLS_RSA_WITH_RC4_128_SHA",)},
            "cipher_suites: unknown or insecure suite TLS_RSA_WITH_RC4_128_SHA",
        ),
        ({"ca_pem": "x"}, "ca_pem: no PEM certificates inside"),
        ({"ca_file": "/no/ca.pem"}, "ca_file: /no/ca.pem: no such file or directory"),
        ({"client_ca_file": "x"}, "client_ca_file: is an option of servers, not of clients"),
    ],
)
def test_client_settings_that_cannot_be_used(options: dict[str, object], message: str) -> None:
    with pytest.raises(TlsError) as caught:
        client_context(TlsSettings(**options))  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_system_certificates_are_trusted_by_default_or_in_addition(client: TlsSettings) -> None:
    system = client_context(TlsSettings()).cert_store_stats()["x509_ca"]
    assert client_context(client).cert_store_stats()["x509_ca"] == 1
    both = client_context(replace(client, include_system_ca_certs_pool=True))
    assert both.cert_store_stats()["x509_ca"] == system + 1


def test_insecure_means_plaintext_unless_a_ca_is_given() -> None:
    assert TlsSettings(insecure=True).plaintext
    assert not TlsSettings(insecure=True, ca_file="x").plaintext
    assert not TlsSettings().plaintext


def test_a_system_without_files_in_memory_uses_a_private_one(
    monkeypatch: pytest.MonkeyPatch, server: TlsSettings
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    assert server_context(server).get_ca_certs() == []
