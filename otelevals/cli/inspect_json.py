"""A line of JSON for each span, for machines."""

import base64
from typing import Any, TextIO

import orjson

from otelevals.api.span import Span
from otelevals.cli.inspect_traces import Gathered
from otelevals.genai.describe import found_fields
from otelevals.genai.exchange import roles_of
from otelevals.genai.interaction import Interaction
from otelevals.genai.plain import plain
from otelevals.genai.recognise import why_not
from otelevals.genai.trace import Trace
from otelevals.otlp.anyvalue import Value

_DEEPEST = 100  # levels of a value, of which JSON writers take no more than a few hundred


class JsonReport:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, gathered: Gathered) -> None:
        for span in gathered.spans:
            self._out.write(to_json(described(span, gathered.trace)) + "\n")
        self._out.flush()

    def end(self, plain_logs: int) -> None:
        pass


def described(span: Span, trace: Trace) -> dict[str, Any]:
    """What is seen in a span, as lists, mappings and texts."""
    interaction = trace.interaction(span.ids.span_id)
    if interaction is None or interaction.span is not span:  # one that came again is not part of the trace
        interaction = Interaction.of(span)
    line: dict[str, Any] = {
        "trace_id": span.message.trace_id.hex(),
        "span_id": span.message.span_id.hex(),
        "name": span.message.name,
        "genai": interaction is not None,
        "why_not": why_not(span) if interaction is None else None,
        "interaction": None,
        "sources": {},
        "lenders": {},
        "exchange": {},
    }
    if interaction is not None:
        found = found_fields(interaction)
        fields: dict[str, Value] = {}
        for name, field in found.items():
            group, _, member = name.rpartition(".")
            (fields.setdefault(group, {}) if group else fields)[member] = plain(field.value)
        line |= {
            "interaction": fields,
            "sources": {name: field.source for name, field in found.items()},
            "lenders": {name: _id(field.lender) for name, field in found.items() if field.lender is not None},
            "exchange": _targets(interaction, trace) if interaction.trace is trace else {},
        }
    return line


def _targets(interaction: Interaction, trace: Trace) -> dict[str, str]:
    """For each role that the span can have the id of the span that has it; nobody may be known to be the root yet."""
    found: dict[str, str] = {}
    for role in roles_of(interaction.kind):
        target = trace.standing_for(interaction, role) or interaction
        if role != "root" or target.root:
            found[role] = _id(target.span)
    return found


def _id(span: Span) -> str:
    return span.ids.span_id.hex()


def to_json(value: Value) -> str:
    """One line; bytes are base64, and what is nested deeper than anything honest is left out."""
    try:
        return orjson.dumps(value, default=_other).decode()
    except orjson.JSONEncodeError:
        return orjson.dumps(_cut(value, _DEEPEST), default=_other).decode()


def _other(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _cut(value: Value, depth: int) -> Value:
    if isinstance(value, dict):
        return {key: _cut(item, depth - 1) for key, item in value.items()} if depth else None
    if isinstance(value, list):
        return [_cut(item, depth - 1) for item in value] if depth else None
    return value
