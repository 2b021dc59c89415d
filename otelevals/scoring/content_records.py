"""Reads what log records say of spans."""

from collections.abc import Iterable

from otelevals.api.batch import Batch
from otelevals.api.span import Scope
from otelevals.api.trace_key import TraceKey, trace_key
from otelevals.genai.evidence import Event
from otelevals.genai.log_events import content_event
from otelevals.genai.recognise import prefilter
from otelevals.otlp.shadow import MalformedRequest
from otelevals.scoring.content import Content
from otelevals.scoring.evaluator import service_of


def read_content(batch: Batch, content: Content, now: float) -> Iterable[tuple[TraceKey, list[bytes]]]:
    """Take in what the log records of a batch say; the traces, and the spans in them, for which something is new."""
    came: dict[TraceKey, list[bytes]] = {}
    for payload in batch.payloads:
        if not prefilter(payload.haystack):
            continue
        for number, raws in enumerate(payload.parts):
            for raw in filter(prefilter, raws):
                found = _content(raw, payload.scope(number))
                if found is None:
                    continue
                trace_id, span_id, event = found
                key = trace_key(batch.metadata, trace_id)
                service = service_of(payload.scope(number).resource)
                if content.add(key, span_id, service, event, len(raw), now):
                    came.setdefault(key, []).append(span_id)
    return came.items()


def _content(raw: bytes, scope: Scope) -> tuple[bytes, bytes, Event] | None:
    try:
        return content_event(raw, scope)
    except MalformedRequest:
        return None
