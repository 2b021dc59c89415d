"""The bytes of a response. Heads that repeat are built and checked once."""

import re
from functools import lru_cache
from http import HTTPStatus

from otelevals.net.message import Response

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
_OURS = frozenset({"connection", "content-length", "content-type", "date", "transfer-encoding"})


def encode(
    response: Response, date: bytes, *, close: bool, without_body: bool, extra: tuple[tuple[str, str], ...] = ()
) -> bytes:
    """The response as bytes; `date` is a header line, `without_body` answers HEAD. ValueError: it is not valid."""
    status = response.status
    body = response.body
    start = _start(status, response.content_type, response.headers + extra if extra else response.headers)
    connection = b"connection: close\r\n" if close else b""
    if status == 204 or status == 304:
        return b"%b%b%b\r\n" % (start, date, connection)
    return b"%b%b%bcontent-length: %d\r\n\r\n%b" % (start, date, connection, len(body), b"" if without_body else body)


@lru_cache(maxsize=256)
def _start(status: int, content_type: str | None, headers: tuple[tuple[str, str], ...]) -> bytes:
    if status < 200:
        raise ValueError(f"a handler cannot answer with status {status}")
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    if content_type is not None:
        lines.append(_line("content-type", content_type))
    for name, value in headers:
        if name.lower() in _OURS:
            raise ValueError(f"the server sets the response header {name}")
        lines.append(_line(name, value))
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def _line(name: str, value: str) -> str:
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise ValueError(f"bad response header {name!r}: {value!r}")
    return f"{name}: {value}"
