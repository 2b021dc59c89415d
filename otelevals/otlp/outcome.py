"""What an OTLP client makes of an answer: whether to retry, when, and what was rejected."""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import orjson
from google.protobuf.message import DecodeError
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status

from otelevals.otlp.json_decode import decode_message
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import JSON, media_type

MAX_DELAY = 3600.0  # seconds: nobody can park the exporter for longer

_RETRYABLE_CODES = {"CANCELLED", "DEADLINE_EXCEEDED", "ABORTED", "OUT_OF_RANGE", "UNAVAILABLE", "DATA_LOSS"}
_RETRYABLE_STATUSES = {429, 502, 503, 504}
_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Outcome:
    """An export that failed."""

    retryable: bool
    after: float | None  # seconds that the server asked to wait
    message: str


@dataclass(frozen=True)
class PartialSuccess:
    """An export that was taken, but not all of it, or with a warning."""

    rejected: int
    message: str


def classify_grpc(code: str, details: bytes | None, message: str = "") -> Outcome:
    """`code` is a name of grpc.StatusCode, `details` what the trailer grpc-status-details-bin holds."""
    status = _parse_status(details or b"")
    info = _retry_info(status)
    retryable = code in _RETRYABLE_CODES or (code == "RESOURCE_EXHAUSTED" and info is not None)
    delay = info.retry_delay.seconds + info.retry_delay.nanos / 1e9 if info else 0.0
    return Outcome(retryable, _capped(delay) if retryable else None, _sentence(code, message or status.message))


def classify_http(
    status: int, retry_after: str | None, body: bytes, now: float, content_type: str | None = None
) -> Outcome:
    """`now` is in seconds since the epoch, for a Retry-After header that holds a date."""
    retryable = status in _RETRYABLE_STATUSES
    after = _parse_retry_after(retry_after, now) if retryable and retry_after else None
    return Outcome(retryable, after, _sentence(_describe(status), _body_message(body, content_type)))


def partial_success(signal: Signal, body: bytes, content_type: str | None = None) -> PartialSuccess | None:
    """What the body of a successful answer says was rejected; None also for a body that nobody can read."""
    response: Any
    try:
        data = decode_message(signal.wire.response, body) if _is_json(body, content_type) else body
        response = signal.wire.response.FromString(data)
    except (MalformedRequest, DecodeError):
        return None
    rejected = max(0, getattr(response.partial_success, signal.wire.rejected))
    message = _readable(response.partial_success.error_message)
    return PartialSuccess(rejected, message) if rejected or message else None


def _retry_info(status: Status) -> RetryInfo | None:
    info = RetryInfo()
    for detail in status.details:
        try:
            if detail.Unpack(info):
                return info
        except DecodeError:
            continue
    return None


def _parse_status(data: bytes) -> Status:
    try:
        return Status.FromString(data)
    except DecodeError:
        return Status()


def _parse_retry_after(text: str, now: float) -> float | None:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return _capped(float(text))
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return _capped((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)


def _capped(delay: float) -> float | None:
    return min(delay, MAX_DELAY) if delay > 0 else None


def _body_message(body: bytes, content_type: str | None) -> str:
    if (content_type or "").startswith("text/plain"):
        return body.decode("utf-8", "replace")
    if not _is_json(body, content_type):
        return str(_parse_status(body).message)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    message = document.get("message") if isinstance(document, dict) else None
    return message if isinstance(message, str) else ""


def _is_json(body: bytes, content_type: str | None) -> bool:
    """Also without a header: no message of protobuf that an OTLP server answers begins with a brace."""
    return media_type(content_type) == JSON or body.startswith(b"{")


def _describe(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _sentence(what: str, why: str) -> str:
    why = _readable(why)
    return f"{what}: {why}" if why else what


def _readable(text: str) -> str:
    """One line without control characters, for logs."""
    start = text[: 2 * _LONGEST_MESSAGE]
    line = " ".join("".join(character if character.isprintable() else " " for character in start).split())
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}..."
