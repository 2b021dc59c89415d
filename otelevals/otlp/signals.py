"""The signals: the three of OTLP and one of ours, their messages, RPC methods and HTTP paths."""

from dataclasses import dataclass
from enum import Enum

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)


@dataclass(frozen=True)
class Wire:
    """How one signal goes over the wire."""

    request: type[Message]
    response: type[Message]
    rpc: str
    path: str
    items: str  # what one item is called in metric names
    rejected: str  # the field of partial_success that counts refused items


_SERVICE = "/opentelemetry.proto.collector.{0}.v1.{1}Service/Export"
_WIRES = {
    "traces": Wire(
        ExportTraceServiceRequest,
        ExportTraceServiceResponse,
        _SERVICE.format("trace", "Trace"),
        "/v1/traces",
        "spans",
        "rejected_spans",
    ),
    "logs": Wire(
        ExportLogsServiceRequest,
        ExportLogsServiceResponse,
        _SERVICE.format("logs", "Logs"),
        "/v1/logs",
        "log_records",
        "rejected_log_records",
    ),
    "metrics": Wire(
        ExportMetricsServiceRequest,
        ExportMetricsServiceResponse,
        _SERVICE.format("metrics", "Metrics"),
        "/v1/metrics",
        "metric_points",
        "rejected_data_points",
    ),
}
_WIRES["evals"] = _WIRES["logs"]


class Signal(Enum):
    TRACES = "traces"
    LOGS = "logs"
    METRICS = "metrics"
    EVALS = "evals"
    """Evaluations of this service, which are log records."""

    def __init__(self, value: str) -> None:
        self.wire = _WIRES[value]

    @property
    def otlp(self) -> "Signal":
        """What it is for whom it is sent to."""
        return Signal.LOGS if self is Signal.EVALS else self


TELEMETRY = (Signal.TRACES, Signal.LOGS, Signal.METRICS)
"""What receivers take: OTLP as it is."""
