"""Writes what the GenAI conventions say about an evaluation: as an event of its span, or as a log record beside it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from struct import Struct

from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, SeverityNumber
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals import __version__
from otelevals.otlp.anyvalue import SPAN_EVENTS, Value, encode_attribute, varint

_NAME = "gen_ai.evaluation.result"
_EVENT_ATTRIBUTES = 3
_RECORD_ATTRIBUTES, _TRACE_ID, _SPAN_ID = 6, 9, 10
_DELIMITED = 2
_TIMES = Struct("<BQBQ")
_TIME, _OBSERVED = 0x09, 0x59  # fields 1 and 11 of a log record, 8 bytes each
_INFO: bytes = LogRecord(
    severity_number=SeverityNumber.SEVERITY_NUMBER_INFO, severity_text="INFO", event_name=_NAME
).SerializeToString()
_WARN: bytes = LogRecord(
    severity_number=SeverityNumber.SEVERITY_NUMBER_WARN, severity_text="WARN", event_name=_NAME
).SerializeToString()
_SCOPE: bytes = InstrumentationScope(name="otelevals", version=__version__).SerializeToString()
_DOUBLE = Struct("<d")
_SHORT, _REMEMBERED = 200, 4096


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
    head: bytes = Span.Event(time_unix_nano=time, name=_NAME).SerializeToString()
    said = _said(name, score, label, explanation, response_id, error)
    return _delimited(SPAN_EVENTS, head + encode_said(_EVENT_ATTRIBUTES, said))


def evaluated_by(event: Span.Event) -> str:
    """The name of the evaluation that a span event is of; empty when it is of none."""
    if event.name != _NAME:
        return ""
    names = [item.value.string_value for item in event.attributes if item.key == "gen_ai.evaluation.name"]
    return names[0] if names else ""


def evaluation_record(
    time: int,
    name: str,
    trace_id: bytes,
    span_id: bytes,
    *,
    score: float | None = None,
    label: str | None = None,
    explanation: str | None = None,
    response_id: str | None = None,
    error: str | None = None,
    more: Mapping[str, Value] | None = None,
) -> bytes:
    """A serialised log record of one evaluation of the span with these ids. `more` are attributes of our own, by their
    whole names; those without a value stay away."""
    said = _said(name, score, label, explanation, response_id, error)
    if more:
        said.update(more)
    ids = _delimited(_TRACE_ID, trace_id) + _delimited(_SPAN_ID, span_id)
    times = _TIMES.pack(_TIME, time, _OBSERVED, time)
    return times + (_INFO if error is None else _WARN) + encode_said(_RECORD_ATTRIBUTES, said) + ids


def evaluation_request(records: Mapping[bytes, Iterable[bytes]]) -> bytes:
    """A serialised request with these log records, by the serialised resource that they are about."""
    return b"".join([_delimited(1, _group(resource, raws)) for resource, raws in records.items()])


def _group(resource: bytes, records: Iterable[bytes]) -> bytes:
    scope = _delimited(1, _SCOPE) + b"".join([_delimited(2, record) for record in records])
    return _delimited(1, resource) + _delimited(2, scope)


def _said(
    name: str,
    score: float | None,
    label: str | None,
    explanation: str | None,
    response_id: str | None,
    error: str | None,
) -> dict[str, Value]:
    """An error has no score."""
    return {
        "gen_ai.evaluation.name": name,
        "gen_ai.evaluation.score.value": None if score is None or error is not None else float(score),
        "gen_ai.evaluation.score.label": label if error is None else None,
        "gen_ai.evaluation.explanation": explanation,
        "gen_ai.response.id": response_id,
        "error.type": error,
    }


def encode_said(field: int, said: Mapping[str, Value]) -> bytes:
    """Attributes as this field of what has them, those without a value left out; what recurs is encoded once."""
    encoded = b""
    for key, value in said.items():
        if value is None:
            continue
        if isinstance(value, str) and len(value) <= _SHORT:
            text = value.encode("utf-8", "replace")
            encoded += _text_head(field, key, len(text)) + text
        elif isinstance(value, float):
            encoded += _double_head(field, key) + _DOUBLE.pack(value)
        elif isinstance(value, bool):
            encoded += _flag(field, key, value)
        else:
            encoded += encode_attribute(field, key, value)
    return encoded


@lru_cache(maxsize=_REMEMBERED)
def _text_head(field: int, key: str, size: int) -> bytes:
    """All of an attribute with a text of so many bytes but the text."""
    whole = encode_attribute(field, key, " " * size)
    return whole[: len(whole) - size]


@lru_cache(maxsize=_REMEMBERED)
def _double_head(field: int, key: str) -> bytes:
    """All of an attribute with a double but the double."""
    return encode_attribute(field, key, 0.0)[: -_DOUBLE.size]


_flag = lru_cache(maxsize=_REMEMBERED)(encode_attribute)


def _delimited(field: int, data: bytes) -> bytes:
    """Of fields up to 15, whose tag is a byte."""
    size = len(data)
    tag = field << 3 | _DELIMITED
    return (bytes((tag, size)) if size < 0x80 else bytes((tag,)) + varint(size)) + data
