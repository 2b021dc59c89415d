"""Bytes in, whole requests out: delimits the requests of one connection and keeps the size limits. No I/O, no clock."""

from collections.abc import Callable

from otelevals.net.body import Body, ChunkedBody, LengthBody, too_large
from otelevals.net.head import Head, HttpError, parse_head
from otelevals.net.limits import Limits

_HEAD_END = b"\r\n\r\n"


class RequestReader:
    """Holds what was received and not yet taken. After an HttpError the connection has no next request."""

    __slots__ = ("_check_head", "_data", "_limits", "_position", "body", "head")

    def __init__(self, limits: Limits, check_head: Callable[[Head], None] | None = None) -> None:
        """`check_head` may refuse a request by an HttpError before its body is read."""
        self._limits = limits
        self._check_head = check_head
        self._data = b""
        self._position = 0
        self.head: Head | None = None  # of the request being received
        self.body: Body | None = None  # the body being received

    def feed(self, data: bytes) -> None:
        if self._position < len(self._data):
            data = self._data[self._position :] + data
        self._data = data
        self._position = 0

    def next_request(self) -> tuple[Head, bytes] | None:
        """The next whole request, None when more bytes are needed. HttpError: refuse it and close."""
        if self._position == len(self._data):
            self._data = b""
            self._position = 0
            return None
        if self.body is not None:
            return self._read_body(self.body)
        return self._read_head()

    @property
    def unread(self) -> int:
        """Bytes received that belong to no request yet: the beginning of a head, or whatever was not asked for yet."""
        return len(self._data) - self._position

    @property
    def held(self) -> int:
        """The memory that the reader holds."""
        return self.unread + (self.body.held if self.body is not None else 0)

    @property
    def wants_continue(self) -> bool:
        """The client waits for 100 Continue before it sends the body."""
        return self.body is not None and self.body.held == 0 and self.head is not None and self.head.expects_continue

    def clear(self) -> None:
        self._data = b""
        self._position = 0
        self.body = None

    def _read_head(self) -> tuple[Head, bytes] | None:
        data, start, limits = self._data, self._position, self._limits
        found = data.find(_HEAD_END, start)
        end = found + 4 if found >= 0 else len(data)
        self.head = None
        if end - start > limits.max_header_bytes:
            raise HttpError(431, f"the request line and headers are larger than {limits.max_header_bytes} bytes")
        if found < 0:
            if not (65 <= data[start] <= 90 or data[start] == 13):  # TLS on a plain port, for one
                raise HttpError(400, "bad request: this is not HTTP")
            return None
        if data.startswith(b"\r\n", start):
            start += 2  # RFC 9112, 2.2: an empty line before the request line is ignored
        self.head = head = parse_head(data[start:end], limits.max_headers)
        if self._check_head is not None:
            self._check_head(head)
        length = head.content_length
        if length > limits.max_body_bytes:
            raise too_large(limits.max_body_bytes)
        self._position = body_end = end + length
        if body_end <= len(data) and not head.chunked:
            return head, data[end:body_end]
        self._position = end
        self.body = body = ChunkedBody(limits.max_body_bytes) if head.chunked else LengthBody(length)
        return self._read_body(body) if end < len(data) else None

    def _read_body(self, body: Body) -> tuple[Head, bytes] | None:
        self._position = body.feed(self._data, self._position)
        if not body.done:
            return None
        assert self.head is not None
        self.body = None
        return self.head, body.take()
