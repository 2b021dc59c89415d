"""How an OTLP server answers a request that it does not take: gRPC status, HTTP status, headers and body."""

import math
from dataclasses import dataclass
from enum import Enum

from google.protobuf import json_format
from google.rpc import code_pb2
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status

from otelevals.otlp.compression import ENCODINGS

PROTOBUF = "application/x-protobuf"
JSON = "application/json"
GRPC_DETAILS = "grpc-status-details-bin"  # the trailer that carries GrpcStatus.details

Headers = tuple[tuple[str, str], ...]

_LONGEST_MESSAGE = 1000  # it travels in gRPC trailers, which clients limit to 8 KiB, twice


class Failure(Enum):
    """What went wrong: its gRPC code, its HTTP status and the headers that HTTP wants with it."""

    UNAVAILABLE = (code_pb2.UNAVAILABLE, 503)
    MALFORMED = (code_pb2.INVALID_ARGUMENT, 400)
    TOO_LARGE = (code_pb2.RESOURCE_EXHAUSTED, 413)
    UNSUPPORTED_ENCODING = (code_pb2.UNIMPLEMENTED, 415, (("Accept-Encoding", ", ".join(ENCODINGS)),))
    UNSUPPORTED_MEDIA_TYPE = (code_pb2.UNIMPLEMENTED, 415, (("Accept", f"{PROTOBUF}, {JSON}"),))
    INTERNAL = (code_pb2.INTERNAL, 500)
    UNAUTHENTICATED = (code_pb2.UNAUTHENTICATED, 401)
    PERMISSION_DENIED = (code_pb2.PERMISSION_DENIED, 403)
    NOT_FOUND = (code_pb2.UNIMPLEMENTED, 404)
    METHOD_NOT_ALLOWED = (code_pb2.UNIMPLEMENTED, 405, (("Allow", "POST"),))

    def __init__(self, code: int, http: int, headers: Headers = ()) -> None:
        self.code = code
        self.http = http
        self.headers = headers


@dataclass(frozen=True)
class GrpcStatus:
    code: str  # a member name of grpc.StatusCode
    message: str
    details: bytes | None  # a serialised google.rpc.Status, when it says more than code and message


@dataclass(frozen=True)
class HttpReply:
    status: int
    headers: Headers
    body: bytes


def grpc_status(failure: Failure, message: str, delay: float | None = None) -> GrpcStatus:
    """The answer over gRPC; `delay` in seconds is when an UNAVAILABLE one may be retried."""
    status = _status(failure, message, delay)
    details = status.SerializeToString() if status.details else None
    return GrpcStatus(code_pb2.Code.Name(status.code), status.message, details)


def http_reply(failure: Failure, message: str, content_type: str | None, delay: float | None = None) -> HttpReply:
    """The answer over HTTP, in the format of the request's `content_type` or else in JSON."""
    status = _status(failure, message, delay)
    if media_type(content_type) == PROTOBUF:
        kind, body = PROTOBUF, status.SerializeToString()
    else:
        kind, body = JSON, json_format.MessageToJson(status, indent=None).encode()
    headers: Headers = (("Content-Type", kind), *failure.headers)
    if failure is Failure.UNAVAILABLE and delay is not None:
        headers += (("Retry-After", str(max(1, math.ceil(delay)))),)
    return HttpReply(failure.http, headers, body)


def media_type(content_type: str | None) -> str | None:
    """PROTOBUF or JSON when a Content-Type header says so."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind if kind in (PROTOBUF, JSON) else None


def _status(failure: Failure, message: str, delay: float | None) -> Status:
    status = Status(code=failure.code, message=_clipped(message))
    if failure is Failure.UNAVAILABLE and delay is not None:
        info = RetryInfo()
        info.retry_delay.FromMilliseconds(max(0, math.ceil(delay * 1000)))
        status.details.add().Pack(info)
    elif failure is Failure.MALFORMED:
        violation = BadRequest.FieldViolation(description=status.message)
        status.details.add().Pack(BadRequest(field_violations=[violation]))
    return status


def _clipped(message: str) -> str:
    text = message.encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 3]}..."
