"""Puts spans into requests, those that come from files without what was written onto them when they were scored."""

from collections.abc import Iterable
from typing import NamedTuple

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.batch import Payload
from otelevals.api.span import Span
from otelevals.genai.emit import evaluated_by
from otelevals.otlp.shadow import Frame
from otelevals.otlp.signals import Signal


def of_row(span: bytes) -> Payload:
    """A request with one span of an unknown resource."""
    frame = Frame()
    frame.groups.add().scopes.add().items.append(span)
    return Payload(Signal.TRACES, frame=frame)


class Written(NamedTuple):
    """What scorers leave on a span."""

    prefixes: tuple[str, ...] = ()
    """Their attributes begin with one of these."""
    scorers: frozenset[str] = frozenset()
    """Their events are of evaluations with these names, or with names of several verdicts."""


def of_trace(spans: Iterable[Span], written: Written | None = None) -> Payload:
    """A request with the spans of one trace, without what was written onto them."""
    written = written or Written()
    markers = [prefix.encode() for prefix in written.prefixes]
    frame, scopes = Frame(), {}
    for span in spans:
        key = span.resource.raw, span.scope.raw
        if key not in scopes:
            group = frame.groups.add()
            group.resource.append(span.resource.raw)
            scopes[key] = group.scopes.add()
            scopes[key].scope.append(span.scope.raw)
        scored = any(marker in span.raw for marker in markers)
        scopes[key].items.append(_without(span.raw, written) if scored else span.raw)
    return Payload(Signal.TRACES, frame=frame)


def _without(raw: bytes, written: Written) -> bytes:
    message = SpanMessage.FromString(raw)
    attributes = [item for item in message.attributes if not item.key.startswith(written.prefixes)]
    events = [event for event in message.events if evaluated_by(event).partition(".")[0] not in written.scorers]
    del message.attributes[:], message.events[:]
    message.attributes.extend(attributes)
    message.events.extend(events)
    stripped: bytes = message.SerializeToString()
    return stripped
