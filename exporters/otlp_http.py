"""The otlp_http exporter: OTLP over HTTP/1.1, as protobuf or JSON."""

import ssl
import time
from collections.abc import Callable
from typing import Annotated, Literal, Self

from google.protobuf.message import DecodeError
from pydantic import AfterValidator, Field, model_validator

from otelevals import __version__
from otelevals.api.batch import Batch
from otelevals.api.component import Context, Exporter
from otelevals.api.config import Config, Duration, Secret
from otelevals.api.errors import ConfigError, Permanent, Retryable
from otelevals.api.netconfig import unsupported
from otelevals.exporters.evals_as import EvaluationForm
from otelevals.exporters.headers import OutgoingHeaders
from otelevals.exporters.http_answer import HttpAnswer
from otelevals.exporters.http_connect import Origin, Proxy, proxy_from_environment
from otelevals.exporters.http_pool import ConnectionPool
from otelevals.exporters.http_url import Address, below, parse_url
from otelevals.exporters.otlp_config import MERGED_BYTES, OtlpConfig, tls_problem, tls_settings
from otelevals.exporters.partial import PartialSuccesses
from otelevals.net.tls import TlsError, client_contexts
from otelevals.otlp.compression import compress
from otelevals.otlp.json import encode_json
from otelevals.otlp.outcome import classify_http
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, PROTOBUF

Contexts = Callable[[], ssl.SSLContext]

_REFUSES_ALL = frozenset((401, 403, 404, 405))  # whatever is sent there
_UNUSED = "otlp_http speaks HTTP/1.1 only: leave it out"


def _check_url(url: str) -> str:
    if url:
        parse_url(url)
    return url


def _check_proxy(url: Secret) -> Secret:
    if url.reveal():
        Proxy.parse(url.reveal())
    return url


Url = Annotated[str, AfterValidator(_check_url)]


class CompressionParams(Config):
    level: Annotated[int, Field(ge=-1, le=22)] = 1
    """gzip and deflate 0 to 9, zstd 1 to 22, a higher level being smaller and slower; -1 is a good one."""


class OtlpHttpExporter(Exporter):
    type = "otlp_http"
    aliases = ("otlphttp",)
    max_request_bytes = MERGED_BYTES

    class Config(OtlpConfig):
        endpoint: Url = ""
        """The base URL; /v1/traces, /v1/logs and /v1/metrics are appended."""
        traces_endpoint: Url = ""
        """The whole URL for traces, instead of one below the endpoint."""
        logs_endpoint: Url = ""
        """The whole URL for logs, and for evaluations unless evals_as is spans."""
        metrics_endpoint: Url = ""
        """The whole URL for metrics."""
        encoding: Literal["proto", "json"] = "proto"
        """proto for protobuf, json for OTLP JSON."""
        compression: Literal["gzip", "zstd", "deflate", "zlib", "none", ""] = "gzip"
        """gzip, zstd, deflate, zlib or none."""
        compression_params: CompressionParams = CompressionParams()
        timeout: Duration = 30.0
        """How long one attempt may take, connecting and answering included; 0 means no limit."""
        proxy_url: Annotated[Secret, AfterValidator(_check_proxy)] = Secret("")
        """An HTTP proxy to go through; without it HTTPS_PROXY, HTTP_PROXY and NO_PROXY count."""
        max_idle_conns: Annotated[int, Field(ge=0)] = 100
        """How many idle connections to keep for each server."""
        max_idle_conns_per_host: Annotated[int, Field(ge=0)] = 0
        """The same; the lower one counts. 0 means no limit of its own."""
        max_conns_per_host: Annotated[int, Field(ge=0)] = 0
        """How many connections to one server there may be; 0 means one for each of num_consumers."""
        idle_conn_timeout: Duration = 90.0
        """Close connections that have been idle for so long; 0 keeps them."""
        disable_keep_alives: bool = False
        """Open a connection for each request."""
        cookies: Annotated[None, unsupported("cookies are not supported")] = None
        force_attempt_http2: Annotated[None, unsupported(_UNUSED)] = None
        http2_read_idle_timeout: Annotated[None, unsupported(_UNUSED)] = None
        http2_ping_timeout: Annotated[None, unsupported(_UNUSED)] = None
        read_buffer_size: Annotated[None, unsupported("otlp_http has no read_buffer_size: leave it out")] = None
        write_buffer_size: Annotated[None, unsupported("otlp_http has no write_buffer_size: leave it out")] = None
        middlewares: Annotated[None, unsupported("middlewares are for receivers: use auth for headers")] = None

        @model_validator(mode="after")
        def _consistent(self) -> Self:
            if not (self.endpoint or self.traces_endpoint or self.logs_endpoint or self.metrics_endpoint):
                raise ValueError("endpoint is missing, such as http://localhost:4318")
            if self.compression in ("gzip", "deflate", "zlib") and self.compression_params.level > 9:
                raise ValueError(f"the level of {self.compression} is at most 9")
            return self

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._headers = OutgoingHeaders(config.headers, config.auth, context)
        self._partial = PartialSuccesses(context)
        self._evaluations = EvaluationForm(config.evals_as, context)
        self._timeout = config.timeout or None
        self._encoding = "" if config.compression == "none" else config.compression
        self._routes = self._build_routes(config, context)

    def export(self, batch: Batch) -> None:
        for request in self._evaluations.requests(batch):
            self._send(request)

    def shutdown(self) -> None:
        for pool, _ in self._routes.values():
            pool.close()

    def _send(self, batch: Batch) -> None:
        route = self._routes.get(batch.signal)
        if route is None:
            raise Permanent(f"no endpoint is configured for {batch.signal.value}", everything=True)
        pool, start = route
        body = self._body(batch)
        headers = [f"{name}: {value}\r\n" for name, value in self._headers.for_metadata(batch.metadata)]
        head = f"{start}{''.join(headers)}Content-Length: {len(body)}\r\n\r\n".encode("ascii")
        answer = pool.request(head, body, self._timeout)
        content_type = answer.headers.get("content-type")
        if 200 <= answer.status < 300:
            self._partial.note(batch.signal, answer.body, content_type)
        else:
            raise _failure(answer, content_type)

    def _body(self, batch: Batch) -> bytes:
        body = batch.body()
        if self.config.encoding == "json":
            try:
                body = encode_json(batch.signal.wire.request.FromString(body))
            except DecodeError as error:
                raise Permanent("the request is not valid protobuf inside, so JSON cannot hold it") from error
        level = self.config.compression_params.level
        return compress(body, _FORMATS.get(self._encoding, self._encoding), None if level < 0 else level)

    def _build_routes(self, config: Config, context: Context) -> dict[Signal, tuple[ConnectionPool, str]]:
        """For each signal its server and the beginning of its requests."""
        routes = {}
        pools: dict[Origin, ConnectionPool] = {}
        tls: Contexts | None = None
        for signal in Signal:
            url = getattr(config, f"{signal.otlp.value}_endpoint") or below(config.endpoint, signal.wire.path)
            if url.startswith("/"):
                continue  # there is no endpoint for this signal
            address = parse_url(url)
            if address.secure and tls is None:
                tls = self._tls_contexts(config, context)
            origin = self._origin(address, tls if address.secure else None)
            if origin not in pools:
                pools[origin] = self._pool(config, origin)
            routes[signal] = (pools[origin], self._request_start(config, address, origin))
        return routes

    def _tls_contexts(self, config: Config, context: Context) -> Contexts:
        try:
            return client_contexts(tls_settings(config, context))
        except TlsError as error:
            raise tls_problem(error) from None

    def _origin(self, address: Address, tls: Contexts | None) -> Origin:
        url = self.config.proxy_url.reveal()
        try:
            proxy = Proxy.parse(url) if url else proxy_from_environment(address.secure, address.host)
        except ValueError as error:
            raise ConfigError(f"the proxy of the environment cannot be used: {error}", ("proxy_url",)) from None
        return Origin(address.host, address.port, tls, self.config.tls.server_name_override, proxy)

    def _pool(self, config: Config, origin: Origin) -> ConnectionPool:
        idle = min(config.max_idle_conns, config.max_idle_conns_per_host or config.max_idle_conns)
        return ConnectionPool(
            origin,
            max_idle=0 if config.disable_keep_alives else idle,
            idle_timeout=config.idle_conn_timeout,
            max_connections=config.max_conns_per_host,
        )

    def _request_start(self, config: Config, address: Address, origin: Origin) -> str:
        own = {name.lower() for name in config.headers}
        plain_proxy = origin.proxy if origin.tls is None else None
        lines = [f"POST {address.url if plain_proxy else address.path} HTTP/1.1"]
        if "host" not in own:
            lines.append(f"Host: {origin.authority}")
        if "user-agent" not in own:
            lines.append(f"User-Agent: otelevals/{__version__}")
        lines.append(f"Content-Type: {JSON if config.encoding == 'json' else PROTOBUF}")
        if self._encoding:
            lines.append(f"Content-Encoding: {self._encoding}")
        if plain_proxy is not None and plain_proxy.authorization:
            lines.append(f"Proxy-Authorization: {plain_proxy.authorization}")
        if config.disable_keep_alives:
            lines.append("Connection: close")
        return "\r\n".join([*lines, ""])


_FORMATS = {"zlib": "deflate"}  # the same bytes under two names


def _failure(answer: HttpAnswer, content_type: str | None) -> Retryable | Permanent:
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "another place")[:200]
        return Permanent(f"HTTP {answer.status} redirects to {to}: make that the endpoint", everything=True)
    retry_after = answer.headers.get("retry-after")
    outcome = classify_http(answer.status, retry_after, answer.body, time.time(), content_type)
    if outcome.retryable:
        return Retryable(outcome.message, outcome.after)
    return Permanent(outcome.message, everything=answer.status in _REFUSES_ALL)
