"""Shorthand for spans in requests, and for what a processor made of them."""

from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes
from otelevals.otlp.signals import Signal


def span(name: str = "a span", attributes: dict[str, Any] | None = None, **fields: Any) -> Span:
    fields.setdefault("trace_id", b"\x01" * 16)
    message = Span(name=name, span_id=b"\x02" * 8, **fields)
    message.MergeFromString(encode_attributes(SPAN_ATTRIBUTES, attributes or {}))
    return message


def request(*spans: Span, resource: dict[str, Any] | None = None, scope: str = "a scope") -> ExportTraceServiceRequest:
    message = ExportTraceServiceRequest()
    group = message.resource_spans.add()
    group.resource.MergeFromString(encode_attributes(1, resource or {"service.name": "shop"}))
    part = group.scope_spans.add()
    part.scope.name = scope
    part.spans.extend(spans)
    return message


def payload(*spans: Span, **options: Any) -> Payload:
    return Payload.received(Signal.TRACES, request(*spans, **options).SerializeToString())


def batch(*payloads: Payload, metadata: Metadata = ()) -> Batch:
    return Batch(Signal.TRACES, payloads, metadata)


def spans_of(result: Batch | Payload | None) -> list[Span]:
    """The decoded spans of whatever is left."""
    if result is None:
        return []
    raw = result.body() if isinstance(result, Batch) else result.raw
    message = ExportTraceServiceRequest.FromString(raw)
    return [span for group in message.resource_spans for scope in group.scope_spans for span in scope.spans]


def names_of(result: Batch | Payload | None) -> list[str]:
    return [span.name for span in spans_of(result)]
