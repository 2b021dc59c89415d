"""Why a request was not taken: from what was raised to the answer that OTLP has for it."""

from otelevals.api.errors import Permanent, Retryable
from otelevals.otlp.compression import TooLarge, UnsupportedEncoding
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.status import Failure

# Everything that an intake or a decoder raises about a request.
REFUSALS = (MalformedRequest, TooLarge, UnsupportedEncoding, Retryable, Permanent)

# The failures that are the request's own fault, as a metric calls them.
MALFORMED = {
    Failure.MALFORMED: "malformed",
    Failure.TOO_LARGE: "too_large",
    Failure.UNSUPPORTED_ENCODING: "encoding",
    Failure.UNSUPPORTED_MEDIA_TYPE: "content_type",
}


def failure_of(error: Exception) -> Failure:
    """How one of REFUSALS is answered."""
    match error:
        case Retryable():
            return Failure.UNAVAILABLE
        case TooLarge():
            return Failure.TOO_LARGE
        case UnsupportedEncoding():
            return Failure.UNSUPPORTED_ENCODING
        case MalformedRequest():
            return Failure.MALFORMED
        case _:
            return Failure.INTERNAL


def delay_of(error: Exception) -> float | None:
    """When to try again, in seconds."""
    return error.after if isinstance(error, Retryable) else None
