"""Reads telemetry from files of any format: JSON, JSON lines, protobuf, and protobuf messages after their length."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Payload
from otelevals.cli.inspect import STDIN
from otelevals.otlp.json import MalformedJSON, decode_json
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal

LIMIT = 256 * 1024 * 1024
"""The longest line, and the largest file that is no JSON lines."""

_KEYS = {
    Signal.TRACES: ("resourceSpans", "resource_spans"),
    Signal.LOGS: ("resourceLogs", "resource_logs"),
    Signal.METRICS: ("resourceMetrics", "resource_metrics"),
}
_ITEMS: dict[Signal, type[Span | LogRecord | Metric]] = {
    Signal.TRACES: Span,
    Signal.LOGS: LogRecord,
    Signal.METRICS: Metric,
}
_LENGTH = 4
_LOOKED_AT = 20


class Problem(NamedTuple):
    """Why something could not be read, as it follows the name of its file."""

    reason: str
    line: int = 0
    """0 when it concerns the whole file."""

    def __str__(self) -> str:
        return f":{self.line}: {self.reason}" if self.line else f": {self.reason}"


def read(name: str) -> Iterator[Payload | Problem]:
    """What is in a file, or in standard input, as it comes."""
    try:
        if name == STDIN:
            yield from read_stream(sys.stdin.buffer)
        else:
            with Path(name).open("rb") as file:
                yield from read_stream(file)
    except OSError as error:
        yield Problem((error.strerror or str(error)).lower())


def read_stream(file: BinaryIO, limit: int = LIMIT) -> Iterator[Payload | Problem]:
    start, number = b"", 0
    while (line := file.readline(limit + 1 - len(start))) and not line.strip():
        start, number = start + line, number + 1
    if not line:
        return
    if _is_json(line):
        yield from _of_line(line, number + 1)
        yield from _lines(file, number + 2, limit)
        return
    data = start + line + file.read(limit + 1 - len(start + line))
    if len(data) > limit:
        yield Problem(f"larger than {limit} bytes")
    else:
        yield from _of_whole(data)


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(orjson.loads(data), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(file: BinaryIO, number: int, limit: int) -> Iterator[Payload | Problem]:
    while line := file.readline(limit + 1):
        if len(line) > limit:
            yield Problem(f"longer than {limit} bytes", number)
            return
        if line.strip():
            yield from _of_line(line, number)
        number += 1


def _of_line(line: bytes, number: int) -> Iterator[Payload | Problem]:
    try:
        yield from _of_json(line)
    except MalformedRequest as error:
        yield Problem(str(error), number)


def _of_whole(data: bytes) -> Iterator[Payload | Problem]:
    try:
        if data.lstrip().startswith((b"{", b"[{", b"[ ", b"[\n")) and (not data.startswith(b"\n") or _is_json(data)):
            yield from _of_json(data)
        elif data.startswith(b"\0"):
            yield from _of_records(data)
        else:
            yield _of_protobuf(data)
    except MalformedRequest as error:
        yield Problem(str(error))


def _of_json(data: bytes) -> Iterator[Payload]:
    """The payload of each signal in the document."""
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise MalformedJSON(f"invalid JSON: {error}") from None
    keys = document.keys() if isinstance(document, dict) else ()
    signals = [signal for signal, names in _KEYS.items() if any(name in keys for name in names)]
    if not signals:
        raise MalformedJSON("expected an object with resourceSpans, resourceLogs or resourceMetrics")
    for signal in signals:
        yield Payload.received(signal, decode_json(signal, data, lenient=True))


def _of_records(data: bytes) -> Iterator[Payload]:
    """As the file exporter writes protobuf: each message after its length."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + _LENGTH], "big")
        at += _LENGTH
        if at + size > len(data):
            raise MalformedRequest("the last record is cut off")
        yield _of_protobuf(data[at : at + size])
        at += size


def _of_protobuf(data: bytes) -> Payload:
    payload = Payload.received(Signal.TRACES, data)
    items = [item for items in payload.parts for item in items][:_LOOKED_AT]
    signal = min(_ITEMS, key=lambda each: _strangeness(each, items))
    return payload if signal is Signal.TRACES else Payload.received(signal, data)


def _strangeness(signal: Signal, items: list[bytes]) -> float:
    """How little these items look like those of a signal: requests of all signals are alike down to them."""
    found = 0
    for raw in items:
        try:
            item = _ITEMS[signal].FromString(raw)
        except DecodeError:
            return float("inf")
        found += len(UnknownFieldSet(item))
        if isinstance(item, Span):
            found += (len(item.trace_id) not in (0, 16)) + (len(item.span_id) not in (0, 8))
    return found
