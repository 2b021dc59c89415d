"""A client retries exactly what OTLP says may be retried, when the server says, and never trips over an answer."""

import math

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from hypothesis import example, given
from hypothesis import strategies as st

from otelevals.otlp.json import encode_json
from otelevals.otlp.outcome import MAX_DELAY, Outcome, PartialSuccess, classify_grpc, classify_http, partial_success
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, PROTOBUF, Failure, grpc_status, http_reply
from tests.strategies import messages

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


def retry_info(seconds: int = 0, nanos: int = 0) -> bytes:
    status = Status(message="busy")
    status.details.add().Pack(BadRequest())
    info = RetryInfo()
    info.retry_delay.seconds, info.retry_delay.nanos = seconds, nanos
    status.details.add().Pack(info)
    return bytes(status.SerializeToString())


@pytest.mark.parametrize("code", list(grpc.StatusCode))
def test_grpc_codes(code: grpc.StatusCode) -> None:
    retryable = {"CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS"}
    assert classify_grpc(code.name, None) == Outcome(code.name in retryable, None, code.name)
    if code.name == "RESOURCE_EXHAUSTED":
        retryable.add(code.name)
    after = 2.5 if code.name in retryable else None
    outcome = classify_grpc(code.name, retry_info(2, 500_000_000), "too much\n at once")
    assert outcome == Outcome(code.name in retryable, after, f"{code.name}: too much at once")


@pytest.mark.parametrize(
    ("details", "after"),
    [
        (retry_info(), None),
        (retry_info(-5), None),
        (retry_info(2**62), MAX_DELAY),
        (Status(message="busy").SerializeToString(), None),
        (b"\xff", None),
    ],
)
def test_delays_of_grpc(details: bytes, after: float | None) -> None:
    assert classify_grpc("UNAVAILABLE", details).after == after


def test_a_zero_delay_still_makes_exhaustion_retryable() -> None:
    assert classify_grpc("RESOURCE_EXHAUSTED", retry_info()) == Outcome(True, None, "RESOURCE_EXHAUSTED: busy")


def test_http_statuses() -> None:
    for status in (*range(300, 600), 0, 999):
        retryable = status in (429, 502, 503, 504)
        outcome = classify_http(status, "7", b"", NOW)
        assert (outcome.retryable, outcome.after) == (retryable, 7.0 if retryable else None)
        assert outcome.message.startswith(f"HTTP {status}")


@pytest.mark.parametrize(
    ("header", "after"),
    [
        (None, None),
        ("", None),
        ("0", None),
        (" 120 ", 120.0),
        ("9" * 5000, MAX_DELAY),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("Tue, 14 Nov 2023 22:14:20 GMT", 60.0),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", 60.0),
        ("Tue Nov 14 22:14:20 2023", 60.0),
        ("Tue, 14 Nov 2023 22:12:20 GMT", None),
        ("Tue, 14 Nov 2033 22:12:20 GMT", MAX_DELAY),
        ("soon", None),
    ],
)
def test_retry_after(header: str | None, after: float | None) -> None:
    assert classify_http(503, header, b"", NOW).after == after


STATUS = Status(code=3, message="queue is\x1b[31m full")


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (STATUS.SerializeToString(), PROTOBUF, "HTTP 503 Service Unavailable: queue is [31m full"),
        (STATUS.SerializeToString(), None, "HTTP 503 Service Unavailable: queue is [31m full"),
        (b'{"message": "full", "code": 14}', JSON, "HTTP 503 Service Unavailable: full"),
        (b'{"message": "full"}', None, "HTTP 503 Service Unavailable: full"),
        (b"upstream gone\n", "text/plain; charset=utf-8", "HTTP 503 Service Unavailable: upstream gone"),
        (b"<html>", "text/html", "HTTP 503 Service Unavailable"),
        (b'{"message": 1}', JSON, "HTTP 503 Service Unavailable"),
        (b"[", JSON, "HTTP 503 Service Unavailable"),
        (b"x" * 301, "text/plain", f"HTTP 503 Service Unavailable: {'x' * 300}..."),
    ],
)
def test_the_message_is_the_servers(body: bytes, content_type: str | None, message: str) -> None:
    assert classify_http(503, None, body, NOW, content_type).message == message


@pytest.mark.parametrize("failure", list(Failure))
def test_servers_and_clients_agree(failure: Failure) -> None:
    over_grpc = grpc_status(failure, "no", 5)
    reply = http_reply(failure, "no", PROTOBUF, 5)
    outcome = classify_grpc(over_grpc.code, over_grpc.details, over_grpc.message)
    assert outcome.retryable == (failure is Failure.UNAVAILABLE)
    again = classify_http(reply.status, dict(reply.headers).get("Retry-After"), reply.body, NOW, PROTOBUF)
    assert (again.retryable, again.after) == (outcome.retryable, outcome.after)


@pytest.mark.parametrize(
    ("signal", "field"),
    [
        (Signal.TRACES, "rejected_spans"),
        (Signal.LOGS, "rejected_log_records"),
        (Signal.METRICS, "rejected_data_points"),
    ],
)
def test_partial_success(signal: Signal, field: str) -> None:
    response = signal.wire.response(partial_success={field: 3, "error_message": "too old"})
    for body, kind in ((response.SerializeToString(), PROTOBUF), (encode_json(response), JSON)):
        assert partial_success(signal, body, kind) == PartialSuccess(3, "too old")
        assert partial_success(signal, body) == PartialSuccess(3, "too old")
    warning = signal.wire.response(partial_success={"error_message": "old"}).SerializeToString()
    assert partial_success(signal, warning) == PartialSuccess(0, "old")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", PROTOBUF),
        (b"{}", JSON),
        (b"", JSON),
        (b"\xff", PROTOBUF),
        (b'{"partialSuccess": 1}', JSON),
        (b'{"partialSuccess": {}}', JSON),
        (b'{"partialSuccess": {"rejectedSpans": -1}}', JSON),
    ],
)
def test_no_partial_success(body: bytes, kind: str) -> None:
    assert partial_success(Signal.TRACES, body, kind) is None


@given(
    st.binary() | messages(Status).map(lambda status: status.SerializeToString()),
    st.sampled_from([None, PROTOBUF, JSON, "text/plain", "text/html", ";"]),
    st.text() | st.from_regex(r"\A\w{3}, \d+ (Jan|Feb|Dec) \d+ \d+:\d+:\d+ [-+A-Z0-9]+\Z"),
)
@example(b"\x1a\x02\x0a\x00", None, "Wed, 21 Oct 2015 07:28:00 +9999")
@example(b"", None, "0 JAN 0:3000000000 0")
@example(b"{" * 2000, JSON, "Wed, 21 Oct 0001 00:00:00 +2359")
def test_hostile_answers_are_survived(body: bytes, content_type: str | None, header: str) -> None:
    for outcome in (classify_grpc("UNAVAILABLE", body), classify_http(429, header, body, NOW, content_type)):
        assert outcome.after is None or 0 < outcome.after <= MAX_DELAY < math.inf
        assert len(outcome.message) < 400
    for signal in Signal:
        partial_success(signal, body, content_type)
