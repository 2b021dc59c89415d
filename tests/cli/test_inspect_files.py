"""Files of telemetry are read in every format that it comes in, and what is broken in them is named."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.batch import Payload
from otelevals.cli.inspect_files import Problem, read_stream
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.testing import named_payload, names_in, trace_request


def read(data: bytes, limit: int = 10**6) -> list[tuple[Signal, list[str]] | Problem]:
    found = read_stream(io.BytesIO(data), limit)
    return [(each.signal, names_in(each.signal, each.raw)) if isinstance(each, Payload) else each for each in found]


def as_json(signal: Signal, *names: str) -> bytes:
    return encode_json(signal.wire.request.FromString(named_payload(signal, *names).raw))


@pytest.mark.parametrize("signal", TELEMETRY)
def test_one_document_or_many_lines_or_protobuf(signal: Signal) -> None:
    one, other = (signal, ["a", "b"]), (signal, ["c"])
    document, line = as_json(signal, "a", "b"), as_json(signal, "c")
    assert read(document) == [one]
    assert read(document.replace(b",", b",\n ")) == [one]
    assert read(b"\n \n" + document + b"\n\n" + line + b"\n") == [one, other]
    raw = named_payload(signal, "a", "b").raw
    assert read(raw) == [one]
    framed = b"".join(len(each).to_bytes(4, "big") + each for each in (raw, named_payload(signal, "c").raw))
    assert read(framed) == [one, other]


def test_one_document_may_have_several_signals() -> None:
    both = as_json(Signal.TRACES, "a")[:-1] + b"," + as_json(Signal.LOGS, "b")[1:]
    assert read(both) == [(Signal.TRACES, ["a"]), (Signal.LOGS, ["b"])]


def test_protobuf_that_begins_like_json() -> None:
    request = trace_request(1, name="")
    scope = request.resource_spans[0].scope_spans[0]
    scope.spans[0].name = "n" * (0x7B - request.resource_spans[0].ByteSize() - 2)
    raw = request.SerializeToString()
    assert raw.startswith(b"\n{")
    assert read(raw) == [(Signal.TRACES, [scope.spans[0].name])]


@pytest.mark.parametrize(
    "trace", ['"traceId": "AAAAAAAAAAAAAAAAAAAAAQ==", "kind": "SPAN_KIND_CLIENT"', '"traceId": "' + "0" * 31 + '1"']
)
def test_ids_and_enums_of_every_exporter(trace: str) -> None:
    document = f'{{"resource_spans": [{{"scopeSpans": [{{"spans": [{{"name": "a", {trace}}}]}}]}}]}}'
    assert read(document.encode()) == [(Signal.TRACES, ["a"])]


def test_nothing_is_in_an_empty_file() -> None:
    assert read(b"") == []
    assert read(b"\n  \n") == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"resourceSpans": [', ": invalid JSON: "),
        (b'{"a": 1}', ":1: expected an object with resourceSpans, resourceLogs or resourceMetrics"),
        (b"[1]", ": the request is not a valid OTLP protobuf message"),
        (b"hello", ": the request is not a valid OTLP protobuf message"),
        (b"\0\0\0\x05ab", ": the last record is cut off"),
        (b'{"resourceSpans": [{"scopeSpans": 5}]}', ":1: resourceSpans[0].scopeSpans: expected an array, got 5"),
    ],
)
def test_what_is_broken_is_named(data: bytes, problem: str) -> None:
    (found,) = read(data)
    assert str(found).startswith(problem)


def test_lines_after_a_broken_one_are_read() -> None:
    line = as_json(Signal.TRACES, "a")
    first, broken, last = read(line + b"\n{\n" + line + b"\n")
    assert first == last == (Signal.TRACES, ["a"])
    assert str(broken).startswith(":2: invalid JSON: ")


def test_no_more_is_read_than_the_limit() -> None:
    line = as_json(Signal.TRACES, "a")
    assert read(line + b"\n" + line + b" ", len(line)) == [
        (Signal.TRACES, ["a"]),
        Problem(f"longer than {len(line)} bytes", 2),
    ]
    assert read(b"{" + b" " * 99, 50) == [Problem("larger than 50 bytes")]


@given(st.binary() | st.binary().map(lambda data: b"\n" + data) | st.text().map(lambda text: b"{" + text.encode()))
def test_any_bytes_give_payloads_or_problems(data: bytes) -> None:
    found: Any = list(read_stream(io.BytesIO(data)))
    assert all(isinstance(each, Payload | Problem) for each in found)
