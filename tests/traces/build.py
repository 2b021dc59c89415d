"""Shorthand for spans of traces."""

from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Payload
from tests.processors.build import payload

LOCAL, REMOTE = 0x100, 0x300
"""Flags of a span whose parent is in the same process, or in another one."""


def trace_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def span_id(number: int) -> bytes:
    return number.to_bytes(8, "big")


def span(trace: int, number: int, parent: int = 0, **fields: Any) -> Span:
    """A span by its numbers; without a parent it is a root."""
    fields.setdefault("name", f"{trace}.{number}")
    if parent:
        fields.setdefault("parent_span_id", span_id(parent))
    return Span(**{"trace_id": trace_id(trace), "span_id": span_id(number)} | fields)


def spans(trace: int, *numbers: int, **fields: Any) -> Payload:
    """A request with spans that have a parent each, the one with the next number."""
    return payload(*(span(trace, number, number + 1, **fields) for number in numbers))
