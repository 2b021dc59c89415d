"""Writes evaluations as spans, for those who take no log records: OpenInference's evaluators, which link to what they
evaluated.

Each is in a trace of its own. In the trace of its target it would come late, make it longer, and start whoever waits
for complete traces again.
"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from otelevals.api.batch import Parts, Payload
from otelevals.api.evaluation import EvaluationRecord
from otelevals.genai.emit import encode_said
from otelevals.genai.evaluations import BadRecord, evaluation_of
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, Value, encode_attributes, varint
from otelevals.otlp.signals import Signal

_TRACE_ID, _SPAN_ID = 16, 8  # bytes of an id
_NO_SPAN = bytes(_SPAN_ID)
_SECOND = 1_000_000_000
_ATTRIBUTE = bytes((SPAN_ATTRIBUTES << 3 | 2,))
_KIND = encode_attributes(
    SPAN_ATTRIBUTES, {"openinference.span.kind": "EVALUATOR", "gen_ai.operation.name": "evaluation"}
)


def evaluator_spans(payload: Payload) -> tuple[Payload | None, int]:
    """The evaluations in a payload of log records as one of spans, and how many of the records are none: those are
    left out. What is twice the same evaluation is twice the same span."""
    parts: Parts = []
    bad = 0
    for records in payload.parts:
        spans = [span for record in records if (span := _span_of(record)) is not None]
        bad += len(records) - len(spans)
        parts.append(spans)
    changed = payload.with_parts(parts)
    if changed is None or not changed.items:
        return None, bad
    return Payload(Signal.TRACES, changed.raw, items=changed.items), bad


def _span_of(record: bytes) -> bytes | None:
    try:
        evaluation, attributes = evaluation_of(record)
    except BadRecord:
        return None
    return _head(evaluation) + _KIND + _encoded(attributes) + encode_said(SPAN_ATTRIBUTES, _feedback(evaluation))


def _head(evaluation: EvaluationRecord) -> bytes:
    """All of the span but its attributes."""
    ids = _ids(evaluation)
    span = Span(
        trace_id=ids[:_TRACE_ID],
        span_id=ids[_TRACE_ID:],
        name=f"evaluation {evaluation.name}",
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=max(0, evaluation.time - round(evaluation.duration * _SECOND)),
        end_time_unix_nano=evaluation.time,
    )
    if evaluation.trace_id:
        span.links.add(trace_id=evaluation.trace_id, span_id=evaluation.span_id or _NO_SPAN)
    if evaluation.error:
        span.status.code = Status.STATUS_CODE_ERROR
        span.status.message = evaluation.explanation or evaluation.error
    head: bytes = span.SerializeToString()
    return head


def _ids(evaluation: EvaluationRecord) -> bytes:
    """Those of the trace and of the span, always the same for an evaluation."""
    identity = (
        evaluation.trace_id,
        evaluation.span_id,
        "" if evaluation.trace_id else evaluation.session,
        evaluation.run,
        evaluation.scorer,
        evaluation.name,
        evaluation.version,
        evaluation.requested_model,
        evaluation.revision,
    )
    return blake2b(repr(identity).encode(), digest_size=_TRACE_ID + _SPAN_ID).digest()


def _encoded(attributes: Iterable[bytes]) -> bytes:
    """Attributes of a log record as those of a span."""
    return b"".join([_ATTRIBUTE + varint(len(each)) + each for each in attributes])


def _feedback(evaluation: EvaluationRecord) -> Mapping[str, Value]:
    """The verdict as OpenInference has it, which says no errors and nothing that is taken back."""
    scope, said = "", dict[str, Value]()
    if not evaluation.trace_id:
        scope, said = "session.", {"session.id": evaluation.session}
    elif not evaluation.span_id:
        scope = "trace."
    score, label, explanation = evaluation.score, evaluation.label or None, evaluation.explanation or None
    if evaluation.error or evaluation.withdrawn or (score, label, explanation) == (None, None, None):
        return said
    start = f"{scope}evaluations.0.evaluation."
    return said | {
        f"{start}name": evaluation.name,
        f"{start}score": score,
        f"{start}label": label,
        f"{start}explanation": explanation,
        f"{start}annotator_kind": "LLM" if evaluation.judged else "CODE",
        f"{start}identifier": evaluation.version or None,
    }
