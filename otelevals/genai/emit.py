"""Writes what the GenAI conventions say about an evaluation."""

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.anyvalue import SPAN_EVENTS, Value, encode_attributes, varint

_NAME = "gen_ai.evaluation.result"
_EVENT_ATTRIBUTES = 3
_DELIMITED = 2


def evaluation_event(
    time: int,
    name: str,
    *,
    score: float | None = None,
    label: str | None = None,
    explanation: str | None = None,
    response_id: str | None = None,
    error: str | None = None,
) -> bytes:
    """A span event of one evaluation, ready to be appended to a serialised span."""
    attributes: dict[str, Value] = {
        "gen_ai.evaluation.name": name,
        "gen_ai.evaluation.score.value": score,
        "gen_ai.evaluation.score.label": label,
        "gen_ai.evaluation.explanation": explanation,
        "gen_ai.response.id": response_id,
        "error.type": error,
    }
    present = {key: value for key, value in attributes.items() if value is not None}
    head: bytes = Span.Event(time_unix_nano=time, name=_NAME).SerializeToString()
    body = head + encode_attributes(_EVENT_ATTRIBUTES, present)
    return varint(SPAN_EVENTS << 3 | _DELIMITED) + varint(len(body)) + body
