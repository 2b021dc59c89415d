"""Malformed requests get the right answer and change nothing else; tests.fuzz.receiver tries many more."""

import json
import random
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.rpc.status_pb2 import Status
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from otelevals.otlp.compression import compress
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON
from otelevals.testing import trace_request
from tests.fuzz.receiver import LIMIT, Fuzz
from tests.receivers.running import FIXTURES, Running, running

MIB = 1024 * 1024
TOO_DENSE = "the body becomes more than 20 times as large when it is decompressed"
REPETITIVE = ("otlp-proto-examples__trace.json", "pydantic-ai__agent_root_all_messages.json")
RAW = trace_request([{"text": "x" * 100}] * 3).SerializeToString()


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running(with_grpc={"max_recv_msg_size_mib": 1}, with_http={"max_request_body_size": LIMIT}) as server:
        yield server


@given(st.integers(1, len(RAW) - 1))
@settings(deadline=None, max_examples=50)
def test_a_truncated_request_is_refused(server: Running, size: int) -> None:
    server.sink.taken.clear()
    assert server.post(RAW[:size]).status == 400
    assert server.refusal(RAW[:size]).code() is grpc.StatusCode.INVALID_ARGUMENT
    assert server.sink.taken == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_decompression_bomb_is_refused(server: Running, encoding: str) -> None:
    assert server.post(compress(bytes(64 * LIMIT), encoding), content_encoding=encoding).status == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_request_that_becomes_too_many_times_as_large_is_refused(encoding: str) -> None:
    body = RAW * (2 * MIB // len(RAW))
    with running(with_grpc=None, with_http={"max_decompression_ratio": 20}) as server:
        answer = server.post(compress(body, encoding), content_encoding=encoding)
        assert (answer.status, Status.FromString(answer.data).message) == (413, TOO_DENSE)
        assert server.counted("otelevals_receiver_malformed_requests", "http", reason="too_large") == 1
        assert server.post(body).status == 200


def test_a_request_over_grpc_that_becomes_too_many_times_as_large_is_refused() -> None:
    body = RAW * (2 * MIB // len(RAW))
    with running(with_http=None, with_grpc={"max_decompression_ratio": 20}) as server:
        error: Any = server.refusal(body, compression=grpc.Compression.Gzip)
        assert (error.code(), error.details()) == (grpc.StatusCode.RESOURCE_EXHAUSTED, TOO_DENSE)
        assert error.trailing_metadata() == ()
        assert server.counted("otelevals_receiver_malformed_requests", "grpc", reason="too_large") == 1
        server.export(body)


def test_the_ratio_may_be_without_limit() -> None:
    body = RAW * (2 * MIB // len(RAW))
    unlimited = {"max_decompression_ratio": 0}
    with running(with_http=unlimited, with_grpc=unlimited) as server:
        assert server.post(compress(body, "zstd"), content_encoding="zstd").status == 200
        server.export(body, compression=grpc.Compression.Gzip)


@pytest.mark.parametrize("name", REPETITIVE)
def test_telemetry_that_repeats_itself_is_taken(name: str) -> None:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    one = TracesData.FromString(decode_json(Signal.TRACES, path.read_bytes(), lenient=True))
    many = TracesData()
    chance = random.Random(0)
    for _ in range(4 * MIB // one.ByteSize()):
        for spans in one.resource_spans:
            for span in (span for scope in spans.scope_spans for span in scope.spans):
                span.span_id = chance.randbytes(8)
        many.MergeFrom(one)
    body = many.SerializeToString()
    with running() as server:
        for encoding in ("gzip", "zstd"):
            assert server.post(compress(body, encoding, 9), content_encoding=encoding).status == 200
        server.export(body, compression=grpc.Compression.Gzip)


def test_a_decompression_bomb_over_grpc_is_refused(server: Running) -> None:
    error: Any = server.refusal(bytes(64 * LIMIT), compression=grpc.Compression.Gzip)
    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert error.trailing_metadata() == ()


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (b'{"resourceSpans": ' + b"[" * 100_000, 400),
        (b'{"resourceSpans": [{"a": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}]}", 200),
        (b'{"resourceSpans": [{"resource": {"attributes": [{"key": "\xff"}]}}]}', 400),
        (b'{"resourceSpans": [{"resource": {"attributes": [{"key": 1}]}}]}', 400),
        (b'{"resourceSpans": {}}', 400),
        (b"null", 400),
        (b"", 400),
        (b'{"unknown": 1}', 200),
    ],
)
def test_json_that_is_not_otlp_is_refused(server: Running, document: bytes, status: int) -> None:
    assert server.post(document, kind=JSON).status == status


def test_json_of_too_many_values_is_refused_before_it_is_decoded() -> None:
    with running(with_grpc=None) as server:
        body = b'{"resourceSpans": [' + b"{}," * 2_500_001 + b"{}]}"
        response = server.post(body, kind=JSON)
        assert (response.status, json.loads(response.data)["message"]) == (400, "more than 5000000 values")


def test_values_nested_without_end_are_refused(server: Running) -> None:
    value: Any = {"stringValue": "x"}
    for _ in range(200):
        value = {"arrayValue": {"values": [value]}}
    attributes = [{"key": "k", "value": value}]
    document = json.dumps({"resourceSpans": [{"resource": {"attributes": attributes}}]}).encode()
    assert server.post(document, kind=JSON).status == 400


def test_very_many_attributes_are_just_a_request(server: Running) -> None:
    server.sink.taken.clear()
    raw = trace_request([{f"key{number}": number for number in range(30_000)}]).SerializeToString()
    assert server.post(raw).status == 200
    assert server.export(raw) == b""
    assert [payload.raw for payload, _ in server.sink.taken] == [raw, raw]


def test_invalid_utf8_is_passed_on_as_it_came(server: Running) -> None:
    server.sink.taken.clear()
    raw = RAW.replace(b"x" * 100, b"\xff" * 100)
    assert server.post(raw).status == 200
    assert server.sink.taken[0][0].raw == raw


def test_whatever_comes_the_receiver_goes_on(server: Running) -> None:
    server.sink.taken.clear()
    fuzz = Fuzz(server, seed=1)
    fuzz.run(2000)
    fuzz.check_alive()
    fuzz.close()
    assert sum(fuzz.answers.values()) == 2000


def test_signals_do_not_mix(server: Running) -> None:
    server.sink.taken.clear()
    server.export(RAW, Signal.LOGS)
    assert server.sink.taken[0][0].signal is Signal.LOGS
