"""The gRPC side of the otlp receiver: raw bytes in, an empty answer out, nothing decoded that need not be.

Compressed messages arrive compressed, because gRPC would decompress them without a limit. It does not say which ones
are, but no valid request begins like a gzip stream: 0x1f would be a field of wire type 7, which does not exist.
"""

import threading
from collections.abc import Callable, Iterator

import grpc

from otelevals.api.batch import Metadata
from otelevals.api.netconfig import KeepaliveEnforcementPolicy, KeepaliveServerConfig, KeepaliveServerParameters
from otelevals.net.endpoint import Endpoint, ListenError, bind, parse_endpoint
from otelevals.otlp.compression import decompress
from otelevals.otlp.status import GRPC_DETAILS, grpc_status
from otelevals.receivers.grpc_auth import AuthInterceptor
from otelevals.receivers.grpc_config import GrpcConfig
from otelevals.receivers.grpc_workers import GrpcWorkers
from otelevals.receivers.intake import Door, Intake
from otelevals.receivers.refusal import MALFORMED, REFUSALS, delay_of, failure_of

Handler = Callable[[Iterator[bytes], grpc.ServicerContext], bytes]

_WORKERS = 128  # one is occupied while a message arrives, so that slow clients need more of them than the work does
_UNPACKED_AT_ONCE = 4  # messages: each may become a thousand times as large before it is refused
_MAX_CONNECTIONS = 1024
_MAX_METADATA = 16 * 1024  # of a request; gRPC would refuse some from 8 KiB on, by chance
_IDENTITY_AND_GZIP = 0b101
_GZIP = b"\x1f\x8b"
_KEEPALIVE_TIME = 60.0  # a client that vanished while it sent a message occupies a worker until then
_HANDSHAKE_MS = 10_000  # for a client to show that it speaks HTTP/2
_FOR_EVER_MS = 2**31 - 1
_ANY = {"0.0.0.0", "::"}  # noqa: S104


class GrpcServer:
    """Serves the three Export methods, of those signals that have an intake."""

    def __init__(
        self,
        config: GrpcConfig,
        door: Door,
        credentials: grpc.ServerCredentials | None = None,
    ) -> None:
        self._config = config
        self._door = door
        self._credentials = credentials
        self._pool = GrpcWorkers(_WORKERS)
        self._unpacking = threading.BoundedSemaphore(_UNPACKED_AT_ONCE)
        self._server: grpc.Server | None = None
        self.port = 0

    def start(self) -> None:
        """Listen. ListenError: it cannot be done."""
        authenticate = self._door.authenticate
        interceptors: list[grpc.ServerInterceptor] = []
        if authenticate is not None:
            interceptors.append(AuthInterceptor(authenticate))
        server = grpc.server(self._pool, interceptors=interceptors, options=_options(self._config))
        for signal, intake in self._door.intakes.items():
            service, method = signal.wire.rpc.strip("/").split("/")
            handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.stream_unary_rpc_method_handler(self._handler(intake))
            server.add_registered_method_handlers(service, {method: handler})
        self.port = self._listen(server, parse_endpoint(self._config.endpoint))
        server.start()
        self._server = server

    def begin_stop(self, grace: float) -> threading.Event:
        """Refuse new requests; the event is set when none is under way, at the latest after `grace` seconds."""
        if self._server is not None:
            return self._server.stop(grace)
        stopped = threading.Event()
        stopped.set()
        return stopped

    def shutdown(self) -> None:
        if self._server is not None:
            self._server.stop(None)
        self._pool.shutdown()

    def _listen(self, server: grpc.Server, endpoint: Endpoint) -> int:
        # gRPC cannot say why it does not get a port, and is content with one of several addresses: try them all first
        addresses = []
        for each in bind(endpoint):
            addresses.append(Endpoint(*each.getsockname()[:2]))
            each.close()
        for address in addresses[:1] if addresses[0].host in _ANY else addresses:
            try:
                if self._credentials is None:
                    server.add_insecure_port(str(address))
                else:
                    server.add_secure_port(str(address), self._credentials)
            except RuntimeError:
                raise ListenError(f"cannot listen on {address}: address already in use") from None
        return addresses[0].port

    def _handler(self, intake: Intake) -> Handler:
        limit, max_ratio = self._config.max_bytes, self._config.max_decompression_ratio
        middlewares = self._door.middlewares
        with_metadata = self._config.include_metadata
        unpacking = self._unpacking
        take, message = intake.take, self._pool.message

        def export(messages: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
            request = message(messages, context)
            if request is None:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, "exactly one message is required")
            try:
                for admit in middlewares:
                    admit(len(request))
                metadata = _metadata(context) if with_metadata else ()
                if request.startswith(_GZIP):
                    with unpacking:
                        decision = take(decompress(request, "gzip", limit, max_ratio), metadata)
                else:
                    decision = take(request, metadata)
                if decision is not None:
                    decision.result()
            except REFUSALS as error:
                self._refuse(context, error)
            return b""

        return export

    def _refuse(self, context: grpc.ServicerContext, error: Exception) -> None:
        failure = failure_of(error)
        if failure in MALFORMED:
            self._door.count_malformed(MALFORMED[failure])
        status = grpc_status(failure, str(error), delay_of(error))
        if status.details is not None:
            context.set_trailing_metadata(((GRPC_DETAILS, status.details),))
        context.abort(grpc.StatusCode[status.code], status.message)


def _metadata(context: grpc.ServicerContext) -> Metadata:
    return tuple(
        [
            (key, value)
            for key, value in context.invocation_metadata()
            if isinstance(value, str) and not key.startswith(("grpc-", ":"))  # binary values, of -bin keys, are bytes
        ]
    )


def _options(config: GrpcConfig) -> list[tuple[str, int]]:
    return [
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", config.max_bytes),
        ("grpc.per_message_decompression", 0),
        ("grpc.compression_enabled_algorithms_bitset", _IDENTITY_AND_GZIP),
        ("grpc.max_concurrent_streams", config.max_concurrent_streams),
        ("grpc.max_allowed_incoming_connections", _MAX_CONNECTIONS),
        ("grpc.max_metadata_size", _MAX_METADATA),
        ("grpc.absolute_max_metadata_size", _MAX_METADATA),
        ("grpc.server_handshake_timeout_ms", _HANDSHAKE_MS),
        *_keepalive_options(config.keepalive or KeepaliveServerConfig()),
    ]


def _keepalive_options(config: KeepaliveServerConfig) -> list[tuple[str, int]]:
    server = config.server_parameters or KeepaliveServerParameters()
    policy = config.enforcement_policy or KeepaliveEnforcementPolicy()
    times = {
        "grpc.max_connection_idle_ms": server.max_connection_idle,
        "grpc.max_connection_age_ms": server.max_connection_age,
        "grpc.max_connection_age_grace_ms": server.max_connection_age_grace,
        "grpc.keepalive_time_ms": server.time or _KEEPALIVE_TIME,
        "grpc.keepalive_timeout_ms": server.timeout,
        "grpc.http2.min_ping_interval_without_data_ms": policy.min_time,
    }
    # 0 means the default, as in the Collector
    options = [(name, min(round(seconds * 1000), _FOR_EVER_MS)) for name, seconds in times.items() if seconds]
    return [*options, ("grpc.keepalive_permit_without_calls", int(policy.permit_without_stream))]
