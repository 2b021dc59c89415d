"""The options of the otlp receiver's HTTP side, with the Collector's names."""

import re
from math import inf
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from otelevals.api.config import Config, Duration
from otelevals.api.netconfig import Endpoint, TlsServerConfig, unsupported
from otelevals.net.cors import Cors
from otelevals.net.limits import MIB, Limits
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.receivers.auth import HttpServerAuthConfig
from otelevals.receivers.grpc_config import DEFAULT_MIB, DEFAULT_RATIO, MiddlewareConfig

_DEFAULT_BYTES = DEFAULT_MIB * MIB
_PATH = re.compile(r"/[^?#\s]*")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_SET_BY_SERVER = {"connection", "content-length", "content-type", "date", "transfer-encoding"}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _check_path(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("expected a path that begins with / and has no ? or #")
    return path


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("expected the name of a header")
    if name.lower() in _SET_BY_SERVER:
        raise ValueError(f"the header {name} is set by the server itself")
    return name


def _check_value(value: str) -> str:
    if not _VALUE.fullmatch(value):
        raise ValueError("expected printable ASCII characters")
    return value


def _check_origin(value: str) -> str:
    if value.count("*") > 1:
        raise ValueError("expected an origin with at most one *")
    return value


def _stays_true(value: bool) -> bool:
    if not value:
        raise ValueError("keep_alives_enabled: false is not supported: a short idle_timeout has nearly the same effect")
    return value


Path = Annotated[str, AfterValidator(_check_path)]
Paths = Annotated[list[Path], Field(min_length=1), BeforeValidator(_as_list, json_schema_input_type=str | list[str])]
HeaderName = Annotated[str, AfterValidator(_check_name)]
HeaderValue = Annotated[str, AfterValidator(_check_value)]
Encoding = Literal["", "gzip", "zstd", "zlib", "deflate"]
_ENCODINGS: tuple[Encoding, ...] = ("", "gzip", "zstd", "zlib", "deflate")


class CorsConfig(Config):
    allowed_origins: list[Annotated[str, AfterValidator(_check_origin)]] = Field(default_factory=list)
    """Pages that may send from a browser, as origins with at most one * each."""
    allowed_headers: list[str] = Field(default_factory=list)
    """Request headers to allow instead of accept, content-type and x-requested-with; * means all."""
    exposed_headers: list[str] = Field(default_factory=list)
    """Answer headers that such pages may read."""
    max_age: Annotated[int, Field(ge=0)] = 0
    """For how many seconds a browser may remember the permission."""


class HttpConfig(Config):
    endpoint: Endpoint = "localhost:4318"
    transport: Literal["tcp"] = "tcp"
    tls: TlsServerConfig | None = None
    traces_url_path: Paths = Field(default_factory=lambda: ["/v1/traces"])
    """The path that takes traces, or a list of paths."""
    metrics_url_path: Paths = Field(default_factory=lambda: ["/v1/metrics"])
    logs_url_path: Paths = Field(default_factory=lambda: ["/v1/logs"])
    cors: CorsConfig | None = None
    max_request_body_size: Annotated[int, Field(ge=0)] = _DEFAULT_BYTES
    """The largest request in bytes, both compressed and decompressed; 0 means the default."""
    max_decompression_ratio: Annotated[int, Field(ge=0)] = DEFAULT_RATIO
    """How many times larger than as it arrives a request of more than 1 MiB may become; 0 means no limit."""
    compression_algorithms: list[Encoding] = Field(default_factory=lambda: list(_ENCODINGS))
    """The content encodings to accept; "" is none at all."""
    include_metadata: bool = False
    """Pass the request's headers on to processors and exporters."""
    response_headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    """Headers to add to every answer."""
    read_header_timeout: Duration | None = None
    """How long the headers of a request may take to arrive; 10s when not given, 0 means no limit."""
    read_timeout: Duration | None = None
    """How long a whole body may take; when not given 60s, and a second more for each 64 KiB; 0 means no limit."""
    write_timeout: Duration | None = None
    """How long a client may take to read an answer; 30s when not given, 0 means no limit."""
    idle_timeout: Duration | None = None
    """How long a connection may wait for its next request; 60s when not given, 0 means no limit."""
    middlewares: list[MiddlewareConfig] = Field(default_factory=list)
    keep_alives_enabled: Annotated[bool, AfterValidator(_stays_true)] = True
    auth: HttpServerAuthConfig | None = None
    """Who may send; everybody when not given."""
    profiles_url_path: Annotated[None, unsupported("profiles are not supported")] = None

    @model_validator(mode="after")
    def _distinct_paths(self) -> Self:
        paths = [path for signal in TELEMETRY for path in self.paths(signal)]
        for path in paths:
            if paths.count(path) > 1:
                raise ValueError(f"the path {path} is given twice")
        return self

    def paths(self, signal: Signal) -> list[str]:
        paths: list[str] = getattr(self, f"{signal.value}_url_path")
        return paths

    @property
    def max_bytes(self) -> int:
        return self.max_request_body_size or _DEFAULT_BYTES

    def limits(self) -> Limits:
        default = Limits()
        with_read_timeout = self.read_timeout is not None
        return Limits(
            max_body_bytes=self.max_bytes,
            max_inflight_bytes=max(default.max_inflight_bytes, 2 * self.max_bytes),
            header_timeout=_seconds(self.read_header_timeout, default.header_timeout),
            body_timeout=_seconds(self.read_timeout, default.body_timeout),
            body_deadline=_seconds(self.read_timeout, default.body_deadline),
            min_body_rate=inf if with_read_timeout else default.min_body_rate,
            idle_timeout=_seconds(self.idle_timeout, default.idle_timeout),
            write_timeout=_seconds(self.write_timeout, default.write_timeout),
        )

    def cors_policy(self) -> Cors | None:
        cors = self.cors
        if cors is None or not cors.allowed_origins:
            return None
        return Cors(tuple(cors.allowed_origins), tuple(cors.allowed_headers), tuple(cors.exposed_headers), cors.max_age)


def _seconds(value: float | None, default: float) -> float:
    return default if value is None else value or inf
