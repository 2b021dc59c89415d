"""The same TLS settings for gRPC. What gRPC for Python cannot do is refused with a sentence."""

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from otelevals.net.tls import (
    TlsError,
    TlsSettings,
    client_context,
    load_material,
    refuse_server_options,
    reloaded,
    server_context,
)

if TYPE_CHECKING:
    import grpc


def grpc_server_credentials(settings: TlsSettings) -> "grpc.ServerCredentials":
    """Credentials for `add_secure_port`, whose handshakes take certificates as `reloaded` says."""
    import grpc

    _refuse_unsupported(settings)

    def build() -> grpc.ServerCertificateConfiguration:
        server_context(settings)  # finds what is wrong with the certificates and says so; gRPC would only fail to bind
        material = load_material(settings)
        return grpc.ssl_server_certificate_configuration([(material.key, material.cert)], material.client_ca or None)

    with_client_auth = bool(settings.client_ca_file)
    first = build()
    return grpc.dynamic_ssl_server_credentials(first, reloaded(first, build, settings), with_client_auth)


def grpc_channel_credentials(settings: TlsSettings) -> "grpc.ChannelCredentials":
    """Credentials for `secure_channel`; pass `grpc_channel_options` too."""
    import grpc

    _refuse_unsupported(settings)
    refuse_server_options(settings)
    if settings.insecure_skip_verify:
        raise TlsError("insecure_skip_verify: gRPC for Python always verifies the server; give its CA in ca_file")
    client_context(settings)  # finds what is wrong with the certificates and says so
    material = load_material(settings)
    roots = material.ca
    if not roots or settings.include_system_ca_certs_pool:
        roots += _system_roots()
    return grpc.ssl_channel_credentials(roots or None, material.key or None, material.cert or None)


def renewed_channel_credentials(settings: TlsSettings) -> "Callable[[], grpc.ChannelCredentials]":
    """Credentials for a new channel: other ones when the content of the files is another, as `reloaded` notices."""
    material, credentials = load_material(settings), grpc_channel_credentials(settings)

    def build() -> "grpc.ChannelCredentials":
        nonlocal material, credentials
        latest = load_material(settings)
        if latest != material:
            credentials = grpc_channel_credentials(settings)
            material = latest
        return credentials

    return reloaded(credentials, build, settings)


def grpc_channel_options(settings: TlsSettings) -> tuple[tuple[str, str], ...]:
    """Channel options that go with the credentials."""
    if settings.server_name_override:
        return (("grpc.ssl_target_name_override", settings.server_name_override),)
    return ()


def _system_roots() -> bytes:
    """The system's CA certificates; empty where it keeps none in one file, and gRPC then uses those that it brings."""
    system = ssl.create_default_context().get_ca_certs(binary_form=True)
    return b"".join(b"\n" + ssl.DER_cert_to_PEM_cert(each).encode() for each in system)


def _refuse_unsupported(settings: TlsSettings) -> None:
    if settings.min_version not in ("", "1.2"):
        raise TlsError("min_version: gRPC for Python accepts TLS 1.2 and 1.3, this cannot be set")
    if settings.max_version not in ("", "1.3"):
        raise TlsError("max_version: gRPC for Python accepts TLS 1.2 and 1.3, this cannot be set")
    if settings.cipher_suites:
        raise TlsError("cipher_suites: gRPC for Python takes them from the environment variable GRPC_SSL_CIPHER_SUITES")
