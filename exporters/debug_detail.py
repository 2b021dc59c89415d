"""Detailed verbosity: everything in a request, in the Collector's layout."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from opentelemetry.proto.logs.v1.logs_pb2 import SeverityNumber
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from otelevals.exporters.debug_metrics import metric_lines
from otelevals.exporters.debug_normal import enum_name
from otelevals.exporters.debug_values import attribute_lines, timestamp, value_lines
from otelevals.otlp.signals import Signal


def detailed_lines(signal: Signal, message: Any) -> Iterator[str]:
    """Lines for a decoded export request."""
    match signal.otlp:
        case Signal.TRACES:
            yield from _groups(message.resource_spans, "Spans", "scope_spans", "spans", "Span", _span)
        case Signal.LOGS:
            yield from _groups(message.resource_logs, "Logs", "scope_logs", "log_records", "LogRecord", _log)
        case Signal.METRICS:
            yield from _groups(message.resource_metrics, "Metrics", "scope_metrics", "metrics", "Metric", metric_lines)


def _groups(
    groups: Iterable[Any], plural: str, scopes: str, items: str, label: str, lines: Callable[[Any], Iterator[str]]
) -> Iterator[str]:
    for number, group in enumerate(groups):
        yield f"Resource{plural} #{number}"
        yield _end(f"Resource SchemaURL: {group.schema_url}")
        yield from attribute_lines("Resource attributes", group.resource.attributes)
        for place, part in enumerate(getattr(group, scopes)):
            yield f"Scope{plural} #{place}"
            yield _end(f"Scope{plural} SchemaURL: {part.schema_url}")
            yield _end(f"InstrumentationScope {part.scope.name} {part.scope.version}")
            yield from attribute_lines("InstrumentationScope attributes", part.scope.attributes)
            for index, item in enumerate(getattr(part, items)):
                yield f"{label} #{index}"
                yield from lines(item)


def _span(span: Any) -> Iterator[str]:
    yield _field("Trace ID", span.trace_id.hex())
    yield _field("Parent ID", span.parent_span_id.hex())
    yield _field("ID", span.span_id.hex())
    yield _field("Name", span.name)
    yield _field("Kind", enum_name(Span.SpanKind, span.kind, "SPAN_KIND_"))
    if span.trace_state:
        yield _field("TraceState", span.trace_state)
    yield _field("Start time", timestamp(span.start_time_unix_nano))
    yield _field("End time", timestamp(span.end_time_unix_nano))
    yield _field("Status code", enum_name(Status.StatusCode, span.status.code, "STATUS_CODE_"))
    yield _field("Status message", span.status.message)
    yield from attribute_lines("Attributes", span.attributes)
    for number, event in enumerate(span.events):
        if number == 0:
            yield "Events:"
        yield f"SpanEvent #{number}"
        yield f"     -> Name: {event.name}"
        yield f"     -> Timestamp: {timestamp(event.time_unix_nano)}"
        yield f"     -> DroppedAttributesCount: {event.dropped_attributes_count}"
        yield from attribute_lines("-> Attributes", event.attributes, "     ")
    for number, link in enumerate(span.links):
        if number == 0:
            yield "Links:"
        yield f"SpanLink #{number}"
        yield f"     -> Trace ID: {link.trace_id.hex()}"
        yield f"     -> ID: {link.span_id.hex()}"
        yield _end(f"     -> TraceState: {link.trace_state}")
        yield f"     -> DroppedAttributesCount: {link.dropped_attributes_count}"
        yield from attribute_lines("-> Attributes", link.attributes, "     ")


def _log(record: Any) -> Iterator[str]:
    yield f"ObservedTimestamp: {timestamp(record.observed_time_unix_nano)}"
    yield f"Timestamp: {timestamp(record.time_unix_nano)}"
    yield _end(f"SeverityText: {record.severity_text}")
    number = enum_name(SeverityNumber, record.severity_number, "SEVERITY_NUMBER_")
    yield f"SeverityNumber: {number}({record.severity_number})"
    if record.event_name:
        yield f"EventName: {record.event_name}"
    yield from value_lines("Body: ", record.body)
    yield from attribute_lines("Attributes", record.attributes)
    yield _end(f"Trace ID: {record.trace_id.hex()}")
    yield _end(f"Span ID: {record.span_id.hex()}")
    yield f"Flags: {record.flags}"


def _field(name: str, value: str) -> str:
    return _end(f"    {name:<15}: {value}")


def _end(line: str) -> str:
    return line.rstrip()
