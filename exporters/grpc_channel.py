"""gRPC channels as the Collector's options want them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import grpc

from otelevals import __version__
from otelevals.exporters.otlp_config import MAX_ANSWER_BYTES
from otelevals.net.grpc_tls import grpc_channel_options, renewed_channel_credentials
from otelevals.net.tls import TlsSettings

if TYPE_CHECKING:
    from otelevals.exporters.otlp_grpc import OtlpGrpcExporter

_HOST_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[^\s:/\[\]]+):([0-9]{1,5})")
_CONNECT_MS = 5000  # for an attempt to connect, and the longest wait between two

Option = tuple[str, Any]
Credentials: TypeAlias = Callable[[], grpc.ChannelCredentials | None]


def parse_target(endpoint: str) -> tuple[str, bool | None]:
    """The target for gRPC, and whether it is to be secure when the endpoint says so; ValueError when it is none."""
    secure = None
    target = endpoint
    for scheme, meaning in (("http://", False), ("https://", True)):
        if endpoint.startswith(scheme):
            target, secure = endpoint.removeprefix(scheme).removesuffix("/"), meaning
    target = target.removeprefix("passthrough:///")
    if target.startswith(("unix:", "unix-abstract:")):
        return target, secure
    match = _HOST_PORT.fullmatch(target.removeprefix("dns:///"))
    if match is None or not 0 < int(match[1]) < 65536:
        raise ValueError("expected host:port, such as localhost:4317 or https://otlp.example.com:443")
    return target, secure


def credentials(tls: TlsSettings, secure: bool | None) -> Credentials:
    """What a new channel is opened with, None for one without TLS; TlsError when the settings cannot be used."""
    plain = tls.plaintext if secure is None else not secure
    return (lambda: None) if plain else renewed_channel_credentials(tls)


def open_channel(target: str, certificates: grpc.ChannelCredentials | None, options: list[Option]) -> grpc.Channel:
    if certificates is None:
        return grpc.insecure_channel(target, options)
    return grpc.secure_channel(target, certificates, options)


def channel_options(config: "OtlpGrpcExporter.Config", tls: TlsSettings) -> list[Option]:
    options: list[Option] = [
        ("grpc.enable_retries", 0),  # the engine retries
        ("grpc.use_local_subchannel_pool", 1),  # no connection shared with another exporter
        ("grpc.max_receive_message_length", MAX_ANSWER_BYTES),
        ("grpc.max_send_message_length", -1),
        ("grpc.initial_reconnect_backoff_ms", 1000),
        ("grpc.min_reconnect_backoff_ms", _CONNECT_MS),
        ("grpc.max_reconnect_backoff_ms", _CONNECT_MS),
        ("grpc.lb_policy_name", config.balancer_name),
        ("grpc.primary_user_agent", config.user_agent or f"otelevals/{__version__}"),
        *grpc_channel_options(tls),
    ]
    if config.authority:
        options.append(("grpc.default_authority", config.authority))
    if config.keepalive is not None:
        options += [
            ("grpc.keepalive_time_ms", int(config.keepalive.time * 1000)),
            ("grpc.keepalive_timeout_ms", int(config.keepalive.timeout * 1000)),
            ("grpc.keepalive_permit_without_calls", int(config.keepalive.permit_without_stream)),
            ("grpc.http2.max_pings_without_data", 0),  # as often as keepalive says
        ]
    return options
