"""Requests for the eye: decoded as far as they can be, with sentences about the rest."""

from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Payload
from otelevals.otlp.shadow import Frame, MalformedRequest, frame_scopes
from otelevals.otlp.signals import Signal

_ITEMS: dict[Signal, tuple[str, Callable[[bytes], Any]]] = {
    Signal.TRACES: ("span", Span.FromString),
    Signal.LOGS: ("log record", LogRecord.FromString),
    Signal.METRICS: ("metric", Metric.FromString),
}


def decode(payload: Payload) -> tuple[Any, list[str]]:
    """The request with the items that are valid, and a sentence for each thing that is not."""
    request = payload.signal.wire.request
    try:
        return request.FromString(payload.raw), []
    except DecodeError:
        problems: list[str] = []
    try:
        frame = Frame()
        frame.CopyFrom(payload.frame)
        for _, scope in frame_scopes(frame):
            valid = [item for item in scope.items if _is_valid(payload.signal, item, problems)]
            del scope.items[:]
            scope.items.extend(valid)
        return request.FromString(frame.SerializeToString()), problems
    except (DecodeError, MalformedRequest):
        return request(), [f"a request of {len(payload.raw)} bytes is not valid protobuf"]


def _is_valid(signal: Signal, item: bytes, problems: list[str]) -> bool:
    noun, parse = _ITEMS[signal.otlp]
    try:
        parse(item)
    except DecodeError:
        problems.append(f"a {noun} of {len(item)} bytes is not valid protobuf")
        return False
    return True
