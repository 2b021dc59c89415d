"""Every request arrives as it was sent, unknown fields included, by each protocol, format and compression."""

import json
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.otlp.compression import compress
from otelevals.otlp.json import decode_json, encode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.otlp.status import JSON
from tests.receivers.running import FIXTURES, Running, running
from tests.strategies import requests

SIGNALS = {"resourceSpans": Signal.TRACES, "resourceLogs": Signal.LOGS, "resourceMetrics": Signal.METRICS}
ENCODINGS = ("identity", "gzip", "deflate", "zstd")
EXAMPLES = settings(max_examples=50, deadline=None)


def fixture_files() -> Iterator[Any]:
    for path in sorted(FIXTURES.rglob("*.json")):
        first_key = next(iter(json.loads(path.read_text()))) if path.name != "INDEX.json" else None
        if first_key in SIGNALS:
            yield pytest.param(path.read_bytes(), SIGNALS[first_key], id=str(path.relative_to(FIXTURES)))


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(lenient_json=True) as server:
        yield server


def check(server: Running, signal: Signal, request: Message, send: Callable[[], object]) -> None:
    server.sink.taken.clear()
    send()
    expected = [(signal, request)] if request.ByteSize() else []
    assert server.arrived() == expected


def check_everywhere(server: Running, signal: Signal, request: Any) -> None:
    raw, path = request.SerializeToString(), signal.wire.path
    check(server, signal, request, partial(server.export, raw, signal))
    check(server, signal, request, partial(server.export, raw, signal, grpc.Compression.Gzip))
    for encoding in ENCODINGS:
        body = compress(raw, encoding)
        check(server, signal, request, partial(server.post, body, path, content_encoding=encoding))


def check_json(server: Running, signal: Signal, request: Any, text: bytes) -> None:
    for encoding in ENCODINGS:
        body = compress(text, encoding)
        check(server, signal, request, partial(server.post, body, signal.wire.path, JSON, content_encoding=encoding))


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")
@pytest.mark.parametrize(("text", "signal"), list(fixture_files()))
def test_fixtures_arrive_equal(server: Running, text: bytes, signal: Signal) -> None:
    request = signal.wire.request.FromString(decode_json(signal, text, lenient=True))
    check_everywhere(server, signal, request)
    check_json(server, signal, request, text)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared fixtures are not here")
def test_canonical_fixtures_need_no_leniency() -> None:
    with running(with_grpc=None) as server:
        for path in sorted((FIXTURES / "canonical").glob("*.json")):
            text = path.read_bytes()
            signal = SIGNALS[next(iter(json.loads(text)))]
            request = signal.wire.request.FromString(decode_json(signal, text))
            check_json(server, signal, request, text)


@given(st.sampled_from(TELEMETRY).flatmap(lambda signal: st.tuples(st.just(signal), requests(signal, unknown=True))))
@EXAMPLES
def test_any_request_arrives_equal(server: Running, case: tuple[Signal, Any]) -> None:
    check_everywhere(server, *case)


@given(st.sampled_from(TELEMETRY).flatmap(lambda signal: st.tuples(st.just(signal), requests(signal))))
@EXAMPLES
def test_any_request_arrives_equal_as_json(server: Running, case: tuple[Signal, Any]) -> None:
    check_json(server, *case, encode_json(case[1]))


def test_raw_deflate_without_the_zlib_header_is_taken(server: Running) -> None:
    request = Signal.TRACES.wire.request.FromString(decode_json(Signal.TRACES, b'{"resourceSpans": [{}]}'))
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(request.SerializeToString()) + packer.flush()
    check(server, Signal.TRACES, request, partial(server.post, body, content_encoding="deflate"))
