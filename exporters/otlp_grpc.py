"""The otlp_grpc exporter: OTLP over gRPC, bytes in and bytes out."""

from typing import Annotated, Any, Literal

import grpc
from pydantic import AfterValidator, BeforeValidator

from otelevals.api.batch import Batch
from otelevals.api.component import Context, Exporter
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.netconfig import KeepaliveClientConfig, unsupported
from otelevals.exporters.evals_as import EvaluationForm
from otelevals.exporters.grpc_call import Call, unary_call
from otelevals.exporters.grpc_channel import channel_options, credentials, open_channel, parse_target
from otelevals.exporters.grpc_renewal import RenewedChannel
from otelevals.exporters.headers import OutgoingHeaders
from otelevals.exporters.otlp_config import ENCRYPTION_HINT, MERGED_BYTES, OtlpConfig, tls_problem, tls_settings
from otelevals.exporters.partial import PartialSuccesses
from otelevals.net.tls import TlsError
from otelevals.otlp.outcome import classify_grpc
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import GRPC_DETAILS

# The destination refuses whatever comes.
_REFUSES_ALL = frozenset(("UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"))


def _check_target(endpoint: str) -> str:
    parse_target(endpoint)
    return endpoint


def _check_compression(value: Any) -> Any:
    if value in ("zstd", "snappy"):
        raise ValueError(f"gRPC for Python cannot compress with {value}: use gzip or none, or otlp_http for zstd")
    return value


class OtlpGrpcExporter(Exporter):
    type = "otlp_grpc"
    aliases = ("otlp",)
    max_request_bytes = MERGED_BYTES

    class Config(OtlpConfig):
        endpoint: Annotated[str, AfterValidator(_check_target)]
        """host:port; http:// before it means without TLS, https:// with TLS, dns:/// all addresses of the name."""
        compression: Annotated[Literal["gzip", "none", ""], BeforeValidator(_check_compression)] = "gzip"
        """gzip or none."""
        keepalive: KeepaliveClientConfig | None = None
        """Ping the server; without it connections are not pinged."""
        balancer_name: Literal["round_robin", "pick_first"] = "round_robin"
        """How requests are spread over the addresses of the endpoint."""
        wait_for_ready: bool = False
        """Wait for a connection within the timeout instead of failing at once while there is none."""
        authority: str = ""
        """The name to send as :authority instead of the endpoint's."""
        user_agent: str = ""
        """How to begin the user agent; otelevals and its version when not given."""
        read_buffer_size: Annotated[None, unsupported("gRPC for Python has no read_buffer_size: leave it out")] = None
        write_buffer_size: Annotated[None, unsupported("gRPC for Python has no write_buffer_size: leave it out")] = None
        middlewares: Annotated[None, unsupported("middlewares are for receivers: use auth for headers")] = None

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._target, secure = parse_target(config.endpoint)
        self._tls = tls_settings(config, context)
        try:
            certificates = credentials(self._tls, secure)
        except TlsError as error:
            raise tls_problem(error) from None
        self._secure = certificates() is not None
        self._channel = RenewedChannel(certificates, self._open, self._calls_of)
        self._headers = OutgoingHeaders(config.headers, config.auth, context)
        self._partial = PartialSuccesses(context)
        self._evaluations = EvaluationForm(config.evals_as, context)
        self._timeout = config.timeout or None

    def start(self) -> None:
        self._channel.open()

    def export(self, batch: Batch) -> None:
        for request in self._evaluations.requests(batch):
            self._send(request)

    def shutdown(self) -> None:
        self._channel.close()

    def _send(self, batch: Batch) -> None:
        metadata = self._headers.for_metadata(batch.metadata)
        try:
            answer = self._channel.calls()[batch.signal](batch.body(), self._timeout, metadata)
        except grpc.RpcError as error:
            raise self._failure(error) from None
        except ValueError as error:  # how gRPC says that the channel was closed
            raise Retryable(f"not sent: {error}") from None
        if answer:
            self._partial.note(batch.signal, answer)

    def _open(self, certificates: grpc.ChannelCredentials | None) -> grpc.Channel:
        return open_channel(self._target, certificates, channel_options(self.config, self._tls))

    def _calls_of(self, channel: grpc.Channel) -> dict[Signal, Call]:
        gzip, wait = self.config.compression == "gzip", self.config.wait_for_ready
        return {signal: unary_call(channel, signal.wire.rpc, gzip=gzip, wait_for_ready=wait) for signal in Signal}

    def _failure(self, error: Any) -> Retryable | Permanent:
        code = error.code().name
        text = error.details() or ""
        details = next((value for key, value in error.trailing_metadata() or () if key == GRPC_DETAILS), None)
        outcome = classify_grpc(code, details, text)
        if not outcome.retryable:
            return Permanent(outcome.message, everything=code in _REFUSES_ALL)
        hint = ENCRYPTION_HINT if self._secure and "WRONG_VERSION_NUMBER" in text else ""
        return Retryable(outcome.message + hint, outcome.after)
