"""The options of the otlp receiver's gRPC side, with the Collector's names."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from otelevals.api.config import Config
from otelevals.api.netconfig import Endpoint, KeepaliveServerConfig, TlsServerConfig, unsupported
from otelevals.net.limits import MIB
from otelevals.receivers.auth import ServerAuthConfig

DEFAULT_MIB = 64  # what OTLP recommends
DEFAULT_RATIO = 2000  # 64 MiB of log records of one text of 50 KB and of different times come to 1500 with zstd

_NO_BUFFER_SIZE = unsupported("this cannot be set: gRPC chooses the sizes of its buffers")


class MiddlewareConfig(Config):
    id: str
    """An extension that may refuse requests before they are decoded, such as memory_limiter."""


class GrpcConfig(Config):
    endpoint: Endpoint = "localhost:4317"
    transport: Literal["tcp"] = "tcp"
    tls: TlsServerConfig | None = None
    max_recv_msg_size_mib: Annotated[int, Field(ge=0, le=2047)] = DEFAULT_MIB
    """The largest request, both compressed and decompressed; 0 means the default."""
    max_decompression_ratio: Annotated[int, Field(ge=0)] = DEFAULT_RATIO
    """How many times larger than as it arrives a request of more than 1 MiB may become; 0 means no limit."""
    max_concurrent_streams: Annotated[int, Field(ge=1, le=2**31 - 1)] = 128
    """How many requests a connection may have under way; its client holds back more."""
    keepalive: KeepaliveServerConfig | None = None
    include_metadata: bool = False
    """Pass the request's metadata on to processors and exporters."""
    middlewares: list[MiddlewareConfig] = Field(default_factory=list)
    auth: ServerAuthConfig | None = None
    """Who may send; everybody when not given."""
    read_buffer_size: Annotated[None, _NO_BUFFER_SIZE] = None
    write_buffer_size: Annotated[None, _NO_BUFFER_SIZE] = None

    @model_validator(mode="after")
    def _own_authorities_only(self) -> Self:
        if self.tls is not None and self.tls.include_system_ca_certs_pool:
            raise ValueError("gRPC listeners trust client_ca_file alone: include_system_ca_certs_pool is not supported")
        return self

    @property
    def max_bytes(self) -> int:
        return (self.max_recv_msg_size_mib or DEFAULT_MIB) * MIB
