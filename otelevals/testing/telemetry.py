"""Telemetry to feed components with."""

from collections.abc import Iterable, Mapping
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.otlp.anyvalue import from_python
from otelevals.otlp.signals import Signal


def trace_request(
    spans: int | Iterable[Mapping[str, Any]] = 1, *, service: str = "app", name: str = "work"
) -> ExportTraceServiceRequest:
    """A request with one resource: so many plain spans, or one span for each mapping of attributes."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = service
    scope = group.scope_spans.add()
    attributes = [{}] * spans if isinstance(spans, int) else list(spans)
    for number, values in enumerate(attributes, start=1):
        span = scope.spans.add(
            trace_id=number.to_bytes(16, "big"),
            span_id=number.to_bytes(8, "big"),
            name=name,
            start_time_unix_nano=1_700_000_000_000_000_000,
            end_time_unix_nano=1_700_000_000_250_000_000,
        )
        for key, value in values.items():
            span.attributes.add(key=key).value.CopyFrom(from_python(value))
    return request


def trace_payload(spans: int | Iterable[Mapping[str, Any]] = 1, **options: str) -> Payload:
    return Payload.received(Signal.TRACES, trace_request(spans, **options).SerializeToString())


def trace_batch(spans: int | Iterable[Mapping[str, Any]] = 1, metadata: Metadata = (), **options: str) -> Batch:
    return Batch(Signal.TRACES, (trace_payload(spans, **options),), metadata)


def named_payload(signal: Signal, *names: str) -> Payload:
    """A request of any signal with one item for each name, which `names_in` finds again."""
    request: Any = signal.wire.request()
    match signal:
        case Signal.TRACES:
            request.CopyFrom(trace_request(len(names)))
            for span, name in zip(request.resource_spans[0].scope_spans[0].spans, names, strict=True):
                span.name = name
        case Signal.LOGS | Signal.EVALS:
            scope = request.resource_logs.add().scope_logs.add()
            for name in names:
                scope.log_records.add(time_unix_nano=1_700_000_000_000_000_000, event_name=name)
        case Signal.METRICS:
            scope = request.resource_metrics.add().scope_metrics.add()
            for name in names:
                scope.metrics.add(name=name).gauge.data_points.add(as_int=1)
    return Payload.received(signal, request.SerializeToString())


def names_in(signal: Signal, raw: bytes) -> list[str]:
    """The names of the spans, log records (their event names) or metrics of a request, in their order."""
    request: Any = signal.wire.request.FromString(raw)
    match signal:
        case Signal.TRACES:
            return [item.name for group in request.resource_spans for part in group.scope_spans for item in part.spans]
        case Signal.LOGS | Signal.EVALS:
            found = [item for group in request.resource_logs for part in group.scope_logs for item in part.log_records]
            return [item.event_name for item in found]
        case Signal.METRICS:
            return [
                item.name for group in request.resource_metrics for part in group.scope_metrics for item in part.metrics
            ]
