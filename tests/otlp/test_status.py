"""A server's refusals carry the codes, headers and bodies that OTLP asks for."""

import json

import grpc
import pytest
from google.protobuf import json_format
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.status import JSON, PROTOBUF, Failure, grpc_status, http_reply, media_type


@pytest.mark.parametrize(
    ("failure", "code", "status", "header"),
    [
        (Failure.UNAVAILABLE, "UNAVAILABLE", 503, None),
        (Failure.MALFORMED, "INVALID_ARGUMENT", 400, None),
        (Failure.TOO_LARGE, "RESOURCE_EXHAUSTED", 413, None),
        (Failure.UNSUPPORTED_ENCODING, "UNIMPLEMENTED", 415, ("Accept-Encoding", "gzip, deflate, zstd")),
        (Failure.UNSUPPORTED_MEDIA_TYPE, "UNIMPLEMENTED", 415, ("Accept", f"{PROTOBUF}, {JSON}")),
        (Failure.INTERNAL, "INTERNAL", 500, None),
        (Failure.UNAUTHENTICATED, "UNAUTHENTICATED", 401, None),
        (Failure.PERMISSION_DENIED, "PERMISSION_DENIED", 403, None),
        (Failure.NOT_FOUND, "UNIMPLEMENTED", 404, None),
        (Failure.METHOD_NOT_ALLOWED, "UNIMPLEMENTED", 405, ("Allow", "POST")),
    ],
)
def test_codes(failure: Failure, code: str, status: int, header: tuple[str, str] | None) -> None:
    over_grpc = grpc_status(failure, "no")
    reply = http_reply(failure, "no", PROTOBUF)
    assert (over_grpc.code, over_grpc.message) == (code, "no")
    assert code in grpc.StatusCode.__members__
    assert reply.status == status
    assert reply.headers == ((("Content-Type", PROTOBUF), header) if header else (("Content-Type", PROTOBUF),))
    assert Status.FromString(reply.body).message == "no"
    assert Status.FromString(reply.body).code == grpc.StatusCode[code].value[0]


def test_every_failure_has_a_member_of_its_own() -> None:
    assert len(Failure) == len(Failure.__members__)


@pytest.mark.parametrize(("delay", "seconds"), [(0, "1"), (0.2, "1"), (1.001, "2"), (30, "30")])
def test_a_retryable_answer_says_when(delay: float, seconds: str) -> None:
    reply = http_reply(Failure.UNAVAILABLE, "full", JSON, delay)
    assert dict(reply.headers)["Retry-After"] == seconds
    details = grpc_status(Failure.UNAVAILABLE, "full", delay).details
    assert details is not None
    info = RetryInfo()
    assert Status.FromString(details).details[0].Unpack(info)
    assert info.retry_delay.ToTimedelta().total_seconds() == delay


def test_without_a_delay_there_are_no_details() -> None:
    assert grpc_status(Failure.UNAVAILABLE, "full").details is None
    assert http_reply(Failure.UNAVAILABLE, "full", JSON).headers == (("Content-Type", JSON),)


def test_only_a_retryable_answer_carries_a_delay() -> None:
    assert grpc_status(Failure.TOO_LARGE, "no", 5) == grpc_status(Failure.TOO_LARGE, "no")
    assert http_reply(Failure.TOO_LARGE, "no", JSON, 5) == http_reply(Failure.TOO_LARGE, "no", JSON)


def test_a_malformed_request_is_told_what_is_wrong() -> None:
    details = grpc_status(Failure.MALFORMED, "name: expected a string, got 1").details
    assert details is not None
    bad = BadRequest()
    assert Status.FromString(details).details[0].Unpack(bad)
    assert bad.field_violations[0].description == "name: expected a string, got 1"


@given(st.sampled_from(Failure), st.text(max_size=50), st.none() | st.floats(0, 1e6))
def test_json_and_protobuf_bodies_say_the_same(failure: Failure, message: str, delay: float | None) -> None:
    as_json = http_reply(failure, message, JSON, delay).body
    as_protobuf = http_reply(failure, message, PROTOBUF, delay).body
    assert json_format.Parse(as_json, Status()) == Status.FromString(as_protobuf)


@pytest.mark.parametrize("content_type", [None, "", "text/html", "application/json; charset=utf-8"])
def test_an_answer_is_json_unless_the_request_was_protobuf(content_type: str | None) -> None:
    reply = http_reply(Failure.UNSUPPORTED_MEDIA_TYPE, "no", content_type)
    assert reply.headers[0] == ("Content-Type", JSON)
    assert json.loads(reply.body)["message"] == "no"


def test_media_types() -> None:
    assert media_type("Application/X-Protobuf ; q=1") == PROTOBUF
    assert media_type("application/json") == JSON
    assert media_type("application/protobuf") is None
    assert media_type(None) is None


def test_long_and_broken_messages_are_made_to_fit() -> None:
    assert grpc_status(Failure.INTERNAL, "x" * 1001).message == "x" * 997 + "..."
    assert grpc_status(Failure.INTERNAL, "a\ud800b").message == "a?b"
