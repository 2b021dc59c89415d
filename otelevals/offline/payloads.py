"""Puts spans into requests, those that come from files without what was written onto them when they were scored."""

from collections.abc import Collection, Iterable

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.batch import Payload
from otelevals.api.span import Span
from otelevals.otlp.shadow import Frame
from otelevals.otlp.signals import Signal


def of_row(span: bytes) -> Payload:
    """A request with one span of an unknown resource."""
    frame = Frame()
    frame.groups.add().scopes.add().items.append(span)
    return Payload(Signal.TRACES, frame=frame)


def of_trace(spans: Iterable[Span], prefixes: Collection[str] = ()) -> Payload:
    """A request with the spans of one trace, without the attributes that begin with these words."""
    markers = [prefix.encode() for prefix in prefixes]
    frame, scopes = Frame(), {}
    for span in spans:
        key = span.resource.raw, span.scope.raw
        if key not in scopes:
            group = frame.groups.add()
            group.resource.append(span.resource.raw)
            scopes[key] = group.scopes.add()
            scopes[key].scope.append(span.scope.raw)
        scored = any(marker in span.raw for marker in markers)
        scopes[key].items.append(_without(span.raw, tuple(prefixes)) if scored else span.raw)
    return Payload(Signal.TRACES, frame=frame)


def _without(raw: bytes, prefixes: tuple[str, ...]) -> bytes:
    message = SpanMessage.FromString(raw)
    kept = [item for item in message.attributes if not item.key.startswith(prefixes)]
    if len(kept) < len(message.attributes):
        del message.attributes[:]
        message.attributes.extend(kept)
    stripped: bytes = message.SerializeToString()
    return stripped
