"""GenAI events that came as log records: content of a span that comes by itself, and verdicts."""

from typing import NamedTuple

import orjson
from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Scope, Span
from otelevals.genai.evidence import Event
from otelevals.genai.interaction import Interaction
from otelevals.genai.recognise import is_marker, prefilter
from otelevals.genai.values import string
from otelevals.otlp.anyvalue import from_python, to_python
from otelevals.otlp.shadow import MalformedRequest

_NAMES = ("event.name", "microsoft.custom_event.name")
"""Attributes that name the event of a record that has no name."""
_ENVELOPE = "internal_properties"
"""Attributes as JSON in one attribute, which Azure makes of those that it does not know."""
_MESSAGES = ("input_messages", "output_messages")
_CONTENT = (*_MESSAGES, "system_instructions", "tool_arguments", "tool_result", "documents")


class LogEvent(NamedTuple):
    name: str
    """Empty when the record does not say it."""
    interaction: Interaction
    """What the record says, read as the only event of a span that has nothing else."""

    @property
    def has_content(self) -> bool:
        return any(map(self._says, _CONTENT))

    def _says(self, name: str) -> bool:
        """A message without parts is what is left of one that was not captured."""
        value = self.interaction.value(name)
        return any(message.parts for message in value or ()) if name in _MESSAGES else value is not None


def content_event(raw: bytes, scope: Scope) -> tuple[bytes, bytes, Event] | None:
    """Content that a serialised log record has for a span: the ids of its trace and of the span, and the event. None
    when it has none, or names no span; MalformedRequest when it is broken."""
    found = log_event(raw, scope) if prefilter(raw) else None
    if found is None:
        return None
    ids = found.interaction.span.ids
    event = found.interaction.events[0]
    bare = Interaction(Span(b"", scope), joined=(event,))
    if not ids.trace_id or not ids.span_id or not LogEvent(found.name, bare).has_content:
        return None
    return ids.trace_id, ids.span_id, event


def log_event(raw: bytes, scope: Scope) -> LogEvent | None:
    """The event in a serialised log record, None when it is not about GenAI; MalformedRequest when it is broken."""
    try:
        record = LogRecord.FromString(raw)
    except DecodeError as error:
        raise MalformedRequest("a log record is not valid protobuf") from error
    attributes = [*record.attributes, *_unpacked(record)]
    name = _name(record, attributes)
    if not is_marker(name) and not any(is_marker(item.key) for item in attributes):
        return None
    if record.HasField("body"):
        attributes.append(KeyValue(key="body", value=record.body))
    time = record.time_unix_nano or record.observed_time_unix_nano
    message = SpanMessage(
        trace_id=record.trace_id,
        span_id=record.span_id,
        name=name,
        start_time_unix_nano=time,
        end_time_unix_nano=time,
        attributes=record.attributes,
        events=[SpanMessage.Event(name=name, time_unix_nano=time, attributes=attributes)],
    )
    span = Span(message.SerializeToString(), scope)
    if not span.sound:
        raise MalformedRequest("the scope or the resource of a log record is not valid protobuf")
    return LogEvent(name, Interaction(span))


def _name(record: LogRecord, attributes: list[KeyValue]) -> str:
    if record.event_name:
        return record.event_name
    said = {item.key: string(to_python(item.value)) for item in attributes if item.key in _NAMES}
    body = record.body.string_value
    return next((said[key] for key in _NAMES if said.get(key)), body if is_marker(body) else "")


def _unpacked(record: LogRecord) -> list[KeyValue]:
    said = {item.key for item in record.attributes}
    for item in record.attributes:
        if item.key == _ENVELOPE:
            try:
                inner = orjson.loads(item.value.string_value)
            except orjson.JSONDecodeError:
                return []
            found = inner.items() if isinstance(inner, dict) else ()
            scalars = [(key, value) for key, value in found if isinstance(value, str | int | float) and key not in said]
            return [KeyValue(key=key, value=from_python(value)) for key, value in scalars]
    return []
