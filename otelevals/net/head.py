"""The head of a request: its bytes in, a Head or an HttpError out. llhttp does the parsing, strictly."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser


class HttpError(Exception):
    """A request that is refused: the status and the sentence that the client gets. The connection closes after it."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


@dataclass(slots=True)
class Head:
    """A parsed head. `fields` has lower-case names; `content_length` is 0 when the body is chunked or absent."""

    method: str
    path: str
    query: str
    fields: dict[bytes, bytes]
    content_length: int
    chunked: bool
    keep_alive: bool
    expects_continue: bool


class _Events:
    """Collects what the parser reports with bound methods of built-in types, so that no Python code runs per header."""

    __slots__ = ("fields", "on_header", "on_url", "urls")

    def __init__(self) -> None:
        self.urls: list[bytes] = []
        self.fields: dict[bytes, bytes] = {}
        self.on_url = self.urls.append
        self.on_header = self.fields.__setitem__


class _Pairs:
    """Collects headers as pairs: for the requests that repeat one."""

    def __init__(self) -> None:
        self.pairs: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.pairs.append((name, value))


def parse_head(data: bytes, max_headers: int) -> Head:
    """Parse a whole head: everything up to and including the first empty line."""
    count = data.count(b"\r\n") - 2
    if count > max_headers:
        raise HttpError(431, f"more than {max_headers} headers")
    events = _Events()
    parser = HttpRequestParser(events)
    _feed(parser, data)
    if not events.urls:
        raise HttpError(400, "bad request: no request line")
    fields = {name.lower(): value.strip() for name, value in events.fields.items()}
    if len(fields) != count:
        fields = _joined(data)

    version = data[: data.index(b"\r\n")][-9:]
    if version not in (b" HTTP/1.1", b" HTTP/1.0"):
        raise HttpError(505, "only HTTP/1.1 and HTTP/1.0 are supported")
    is_11 = version == b" HTTP/1.1"
    host = fields.get(b"host")
    if (host is None and is_11) or (host is not None and b"," in host):
        raise HttpError(400, "bad request: exactly one Host header is required")

    path, query = split_target(events.urls[0])
    connection = fields.get(b"connection")
    return Head(
        parser.get_method().decode("ascii"),
        path,
        query,
        fields,
        int(fields.get(b"content-length", 0)),
        b"transfer-encoding" in fields and _is_chunked(fields[b"transfer-encoding"], is_11),
        is_11 and (connection is None or b"close" not in _tokens(connection)),
        is_11 and b"expect" in fields and _expects_continue(fields[b"expect"]),
    )


def _feed(parser: HttpRequestParser, data: bytes) -> None:
    try:
        parser.feed_data(data)
    except HttpParserUpgrade:
        return  # an upgrade is an offer that a server may ignore (RFC 9110, 7.8): go on as with any request
    except HttpParserError as error:
        raise HttpError(400, f"bad request: {error}") from None


def _joined(data: bytes) -> dict[bytes, bytes]:
    events = _Pairs()
    _feed(HttpRequestParser(events), data)
    fields: dict[bytes, bytes] = {}
    for name, value in events.pairs:
        key = name.lower()
        fields[key] = fields[key] + b", " + value.strip() if key in fields else value.strip()
    return fields


def _tokens(value: bytes) -> list[bytes]:
    return [token.strip() for token in value.lower().split(b",")]


def _is_chunked(value: bytes, is_11: bool) -> bool:
    if not is_11:
        raise HttpError(400, "bad request: Transfer-Encoding needs HTTP/1.1")
    if value.lower() != b"chunked":
        raise HttpError(501, "the only supported Transfer-Encoding is chunked")
    return True


def _expects_continue(value: bytes) -> bool:
    if value.lower() != b"100-continue":
        raise HttpError(417, "the only supported Expect is 100-continue")
    return True


@lru_cache(maxsize=64)
def split_target(target: bytes) -> tuple[str, str]:
    """The decoded path and the raw query of a request target in origin, absolute or asterisk form."""
    text = target.decode("ascii").partition("#")[0]
    if text[:7].lower() == "http://" or text[:8].lower() == "https://":
        authority, mark, rest = _cut_authority(text.partition("://")[2])
        if not authority:
            raise HttpError(400, "bad request: the request target has no host")
        text = mark + rest if mark == "/" else "/" + mark + rest
    elif not text.startswith("/") and text != "*":
        raise HttpError(400, "bad request: the request target is not a path")
    path, _, query = text.partition("?")
    return unquote(path, errors="replace"), query


def _cut_authority(text: str) -> tuple[str, str, str]:
    for index, char in enumerate(text):
        if char in "/?":
            return text[:index], char, text[index + 1 :]
    return text, "", ""
