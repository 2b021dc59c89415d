"""The `service` section: pipelines, extensions, own telemetry and how long stopping may take."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

from otelevals.api.component import DEFAULT_STORE, ComponentId
from otelevals.api.config import Config, Duration


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _parse_id(value: Any) -> ComponentId:
    if isinstance(value, ComponentId):
        return value
    if not isinstance(value, str):
        raise ValueError("expected the id of a component")
    return ComponentId.parse(value)


Id = Annotated[ComponentId, PlainValidator(_parse_id), WithJsonSchema({"type": "string"})]


class LogSampling(Config):
    enabled: bool = True
    """Whether repeated messages are rate-limited."""
    tick: Duration = 10.0
    """The span of time in which messages are counted."""
    initial: Annotated[int, Field(ge=0)] = 10
    """How many equal messages are written in one tick."""
    thereafter: Annotated[int, Field(ge=0)] = 100
    """After those, every so-manieth is written; 0 means none."""


class LogsConfig(Config):
    level: Annotated[Literal["debug", "info", "warn", "error"], BeforeValidator(_lower)] = "info"
    """The least severe messages that are written; upper or lower case."""
    encoding: Literal["console", "json"] = "console"
    sampling: LogSampling = LogSampling()


class PrometheusExporter(Config):
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8888


class PullExporter(Config):
    prometheus: PrometheusExporter


class Pull(Config):
    exporter: PullExporter


class Reader(Config):
    pull: Pull


class MetricsConfig(Config):
    level: Literal["none", "basic", "normal", "detailed"] = "normal"
    """How much is measured; none turns the listener off as well."""
    readers: Annotated[tuple[Reader, ...], Field(max_length=1)] = (
        Reader(pull=Pull(exporter=PullExporter(prometheus=PrometheusExporter()))),
    )
    """Where Prometheus finds the metrics; an empty list turns the listener off."""

    @property
    def address(self) -> str | None:
        """`host:port` of the listener, None when there is to be none."""
        if self.level == "none" or not self.readers:
            return None
        prometheus = self.readers[0].pull.exporter.prometheus
        bare = prometheus.host.strip("[]")
        host = f"[{bare}]" if ":" in bare else bare
        return f"{host}:{prometheus.port}"


class TelemetryConfig(Config):
    logs: LogsConfig = LogsConfig()
    metrics: MetricsConfig = MetricsConfig()


class PipelineConfig(Config):
    receivers: tuple[Id, ...] = ()
    processors: tuple[Id, ...] = ()
    exporters: tuple[Id, ...] = ()


def _store_url(value: str) -> str:
    if not re.match("sqlite:///.*[^/]", value):
        raise ValueError("expected sqlite:///PATH")
    return value


class StoreConfig(Config):
    enabled: bool = True
    """Whether there is one. Without it evaluations that no pipeline takes are not kept."""
    url: Annotated[str, AfterValidator(_store_url)] = DEFAULT_STORE
    """`sqlite:///PATH`; relative paths start at the folder of the configuration file. It is made when it is needed."""


class ServiceConfig(Config):
    extensions: tuple[Id, ...] = ()
    """The extensions to start, in this order."""
    pipelines: dict[str, PipelineConfig] = Field(default_factory=dict)
    """By `signal[/name]`; a signal is traces, logs, metrics or evals, which has no receivers."""
    store: StoreConfig = StoreConfig()
    """The database of what outlives the process."""
    telemetry: TelemetryConfig = TelemetryConfig()
    drain_timeout: Duration = 25.0
    """How long stopping may take; it fits into the 30 seconds that Kubernetes gives."""
