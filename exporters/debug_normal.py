"""Normal verbosity: one line for each span, log record or metric."""

from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.logs.v1.logs_pb2 import SeverityNumber
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from otelevals.exporters.debug_values import duration, plain, short_attributes, shorten
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import Signal


def normal_lines(signal: Signal, message: Any) -> Iterator[str]:
    """Lines for a decoded export request."""
    match signal.otlp:
        case Signal.TRACES:
            for group in message.resource_spans:
                for scope in group.scope_spans:
                    yield from map(_span, scope.spans)
        case Signal.LOGS:
            for group in message.resource_logs:
                for scope in group.scope_logs:
                    yield from map(_log, scope.log_records)
        case Signal.METRICS:
            for group in message.resource_metrics:
                for scope in group.scope_metrics:
                    yield from map(_metric, scope.metrics)


def _span(span: Any) -> str:
    status = enum_name(Status.StatusCode, span.status.code, "STATUS_CODE_")
    if span.status.message:
        status += f" ({shorten(span.status.message)})"
    end = span.end_time_unix_nano
    took = duration(end - span.start_time_unix_nano) if end else "not ended"
    ids = f"trace={span.trace_id.hex()} span={span.span_id.hex()}"
    return _line("span", span.name, took, status, ids, *short_attributes(span.attributes))


def _log(record: Any) -> str:
    severity = record.severity_text or enum_name(SeverityNumber, record.severity_number, "SEVERITY_NUMBER_")
    body = shorten(plain(to_python(record.body)))
    return _line("log", severity, record.event_name, body, *short_attributes(record.attributes))


def _metric(metric: Any) -> str:
    kind = metric.WhichOneof("data")
    points = getattr(metric, kind).data_points if kind else ()
    texts = [_point(kind, point) for point in points]
    return _line("metric", metric.name, (kind or "empty").replace("_", " "), metric.unit, *texts)


def _point(kind: str, point: Any) -> str:
    if kind in ("gauge", "sum"):
        which = point.WhichOneof("value")
        value = f"{getattr(point, which):g}" if which == "as_double" else str(point.as_int) if which else "no value"
    else:
        value = f"count={point.count} sum={point.sum:g}"
    return " ".join([f"[{value}", *short_attributes(point.attributes)]) + "]"


def _line(label: str, *parts: str) -> str:
    return "  ".join([f"  {label:<6}", *(" ".join(part.split()) for part in parts if part)])


def enum_name(enum: Any, number: int, prefix: str) -> str:
    """`STATUS_CODE_OK` as Ok; a number that the enum does not know as it is."""
    known = enum.DESCRIPTOR.values_by_number.get(number)
    return str(number) if known is None else known.name.removeprefix(prefix).replace("_", " ").capitalize()
