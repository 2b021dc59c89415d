"""Redacts serialised spans, log records, scopes and resources; those without anything to redact stay the same bytes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.shadow import MalformedRequest
from otelevals.redact.changes import Changes, Note
from otelevals.redact.entries import Entries
from otelevals.redact.summary import Summary


class Item(NamedTuple):
    raw: bytes
    notes: Sequence[Note] = ()
    """What was taken out."""


class Items:
    """Its methods raise MalformedRequest for what cannot be decoded."""

    def __init__(self, entries: Entries, summary: Summary) -> None:
        self._entries = entries
        self._summary = summary

    def span(self, raw: bytes) -> Item:
        span = _decoded(Span, raw)
        notes: list[Note] = []
        written = self._attributes(span, "span attribute", notes)
        self._text(span, "name", "span", notes)
        if span.HasField("status"):
            self._text(span.status, "message", "span status", notes)
        for event in span.events:
            written |= self._attributes(event, "event attribute", notes)
            self._text(event, "name", "event", notes)
        for link in span.links:
            written |= self._attributes(link, "link attribute", notes)
        return Item(span.SerializeToString(), notes) if notes or written else Item(raw)

    def log_record(self, raw: bytes) -> Item:
        record = _decoded(LogRecord, raw)
        notes: list[Note] = []
        written = self._attributes(record, "log attribute", notes)
        if record.HasField("body"):
            changes = Changes("log body")
            self._entries.redact_body(record.body, changes)
            notes += changes.notes
            written |= self._summary.write(record.attributes, changes, body=True)
        for name in ("event_name", "severity_text"):
            self._text(record, name, "log record", notes)
        return Item(record.SerializeToString(), notes) if notes or written else Item(raw)

    def scope(self, raw: bytes) -> Item:
        return self._wrapper(InstrumentationScope, raw, "scope attribute")

    def resource(self, raw: bytes) -> Item:
        return self._wrapper(Resource, raw, "resource attribute")

    def _wrapper(self, kind: type[Any], raw: bytes, place: str) -> Item:
        message = _decoded(kind, raw)
        notes: list[Note] = []
        written = self._attributes(message, place, notes)
        return Item(message.SerializeToString(), notes) if notes or written else Item(raw)

    def _attributes(self, part: Any, place: str, notes: list[Note]) -> bool:
        """Whether a summary was written; what was taken out is noted."""
        if not part.attributes:
            return False
        changes = Changes(place)
        self._entries.redact(part.attributes, changes)
        notes += changes.notes
        return self._summary.write(part.attributes, changes)

    def _text(self, part: Any, name: str, place: str, notes: list[Note]) -> None:
        text = getattr(part, name)
        if text and (result := self._entries.redact_text(text)).kinds:
            setattr(part, name, result.text)
            notes += [Note(place, name, kind) for kind in result.kinds]


def _decoded(kind: type[Any], raw: bytes) -> Any:
    try:
        return kind.FromString(raw)
    except DecodeError as error:
        raise MalformedRequest(f"a {kind.__name__} is not valid protobuf") from error
