"""The otlp receiver: OTLP over gRPC and over HTTP."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import model_validator

from otelevals.api.component import Context, Receiver, Sink
from otelevals.api.config import Config
from otelevals.api.errors import ConfigError
from otelevals.api.netconfig import TlsServerConfig
from otelevals.api.receive_config import JournaledConfig
from otelevals.net.endpoint import Endpoint, parse_endpoint
from otelevals.net.tls import TlsError, TlsSettings, server_context
from otelevals.otlp.signals import Signal
from otelevals.receivers.grpc_config import GrpcConfig
from otelevals.receivers.http_config import HttpConfig
from otelevals.receivers.intake import open_door

if TYPE_CHECKING:
    from otelevals.receivers.grpc_server import GrpcServer
    from otelevals.receivers.http_server import HttpServer

T = TypeVar("T")


class Protocols(Config):
    grpc: GrpcConfig | None = None
    """OTLP over gRPC; `grpc:` alone means its defaults."""
    http: HttpConfig | None = None
    """OTLP over HTTP, as protobuf and as JSON; `http:` alone means its defaults."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_means_defaults(cls, value: Any) -> Any:
        return {key: {} if each is None else each for key, each in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _at_least_one(self) -> Self:
        if self.grpc is None and self.http is None:
            raise ValueError("must specify at least one protocol: grpc, http")
        return self


class OtlpReceiver(Receiver):
    type = "otlp"

    class Config(JournaledConfig):
        protocols: Protocols
        lenient_json: bool = False
        """Take JSON with base64 ids and enum names too, as some exporters write it."""

    config: Config

    def __init__(self, config: Config, context: Context, sinks: Mapping[Signal, Sink]) -> None:
        super().__init__(config, context, sinks)
        protocols = config.protocols
        self._grpc = self._build_grpc(protocols.grpc) if protocols.grpc is not None else None
        self._http = self._build_http(protocols.http) if protocols.http is not None else None

    @property
    def grpc_port(self) -> int:
        """The port of the gRPC side once it listens, 0 without one."""
        return self._grpc.port if self._grpc is not None else 0

    @property
    def http_port(self) -> int:
        """The port of the HTTP side once it listens, 0 without one."""
        return self._http.port if self._http is not None else 0

    def start(self) -> None:
        protocols = self.config.protocols
        if self._grpc is not None and protocols.grpc is not None:
            self._grpc.start()
            self._say_where("grpc", protocols.grpc.endpoint, self._grpc.port)
        if self._http is not None and protocols.http is not None:
            self._http.start()
            self._say_where("http", protocols.http.endpoint, self._http.port)

    def _say_where(self, protocol: str, configured: str, port: int) -> None:
        endpoint = Endpoint(parse_endpoint(configured).host, port)
        self.context.log.info("listening", protocol=protocol, endpoint=str(endpoint))

    def stop_intake(self, grace: float) -> None:
        grpc_stopped = self._grpc.begin_stop(grace) if self._grpc is not None else None
        if self._http is not None:
            self._http.stop(grace)
        if grpc_stopped is not None:
            grpc_stopped.wait()

    def shutdown(self) -> None:
        if self._grpc is not None:
            self._grpc.shutdown()
        if self._http is not None:
            self._http.shutdown()

    # What one protocol needs is imported when it is configured: the other costs no memory.

    def _build_grpc(self, config: GrpcConfig) -> "GrpcServer":
        from otelevals.net.grpc_tls import grpc_server_credentials
        from otelevals.receivers.grpc_server import GrpcServer

        door = open_door(self.context, "grpc", self.sinks, [each.id for each in config.middlewares], config.auth)
        return GrpcServer(config, door, self._with_tls("grpc", config.tls, grpc_server_credentials))

    def _build_http(self, config: HttpConfig) -> "HttpServer":
        from otelevals.receivers.http_auth import http_gate
        from otelevals.receivers.http_intake import HttpIntake
        from otelevals.receivers.http_server import HttpServer

        door = open_door(self.context, "http", self.sinks, [each.id for each in config.middlewares], config.auth)
        intake = HttpIntake(config, door, lenient_json=self.config.lenient_json)
        tls = self._with_tls("http", config.tls, server_context)
        return HttpServer(config, intake, http_gate(door.authenticate), tls, str(self.context.id))

    def _with_tls(self, protocol: str, tls: TlsServerConfig | None, build: Callable[[TlsSettings], T]) -> T | None:
        if tls is None:
            return None
        try:
            return build(tls.settings(self.context.base_dir))
        except TlsError as error:
            raise ConfigError(str(error), ("protocols", protocol, "tls")) from None
