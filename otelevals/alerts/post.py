"""One POST over HTTP: what comes of it is nothing, Retryable or Permanent."""

import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from otelevals.alerts.requests import Request
from otelevals.api.errors import Permanent, Retryable

_LONGEST = 4096
"""Bytes of an answer that are read."""
_SHOWN = 200


def post(request: Request, timeout: float) -> None:
    """The message of an error names the host, and never more of the address: addresses are keys in some places."""
    parts = urlsplit(request.url)
    host = parts.hostname or ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = (
            HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
            if parts.scheme == "https"
            else HTTPConnection(host, parts.port, timeout=timeout)
        )
        try:
            connection.request("POST", path, request.body, {**request.headers, "user-agent": "otelevals"})
            answer = connection.getresponse()
            status, after = answer.status, answer.getheader("retry-after")
            text = answer.read(_LONGEST).decode("utf-8", "replace")
        finally:
            connection.close()
    except (OSError, HTTPException) as error:
        raise Retryable(f"{host} cannot be reached: {str(error) or type(error).__name__}") from error
    except ValueError as error:  # it quotes what may be a key
        raise Permanent(f"a header for {host}, or its address, has characters that cannot be sent") from error
    if 200 <= status < 300:
        return
    why = f"{host} answered {status}: {' '.join(text.split())[:_SHOWN]}".removesuffix(": ")
    if status in (408, 425, 429) or status >= 500:
        raise Retryable(why, _seconds(after))
    raise Permanent(why)


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else None
