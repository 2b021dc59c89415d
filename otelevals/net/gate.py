"""Who may send at all: a listener's gate sees the headers of each request before its body is received."""

from collections.abc import Callable, Mapping

import structlog

from otelevals.net.head import Head, HttpError
from otelevals.net.message import Headers

_log = structlog.get_logger()

# Called with the headers of a request; raises HttpError to refuse it.
Gate = Callable[[Mapping[str, str]], None]


def head_check(gate: Gate, *, preflights: bool) -> Callable[[Head], None]:
    """The gate as a reader asks it. Preflight requests of browsers pass where they are answered: they carry no
    credentials, and no body."""

    def check(head: Head) -> None:
        if preflights and _is_preflight(head):
            return
        try:
            gate(Headers(head.fields))
        except HttpError:
            raise
        except Exception:  # noqa: BLE001 - whatever a gate raises is logged, and nobody passes
            _log.exception("a request could not be checked")
            raise HttpError(500, "internal error") from None

    return check


def _is_preflight(head: Head) -> bool:
    with_body = head.content_length > 0 or head.chunked
    return head.method == "OPTIONS" and b"access-control-request-method" in head.fields and not with_body
