"""The answer to an HTTP request, parsed as it arrives and kept up to a limit."""

import httptools

from otelevals.api.errors import Retryable
from otelevals.exporters.otlp_config import MAX_ANSWER_BYTES

_MAX_HEAD = 64 * 1024


class HttpAnswer:
    """One answer. `feed` it what the connection gives until `done`; a body beyond the limit is not read."""

    def __init__(self, *, head_only: bool = False) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.done = False
        self.reusable = False
        """Whether the connection may carry another request."""
        self._head_only = head_only
        self._chunks: list[bytes] = []
        self._fed = self._size = 0
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Parse what came; empty data is the end of the connection."""
        if not data:
            self._end()
            return
        self._fed += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            if not self.done:
                raise Retryable("the answer is not HTTP/1.1") from None
            self.reusable = False  # something came after the answer
        if not self.status and self._fed > _MAX_HEAD:
            raise Retryable("the head of the answer is too large")
        if self.done:
            del self._parser  # it refers to this: without it nothing here waits for the garbage collector

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200:
            self.status = status
            if self._head_only:
                self.done = True

    def on_body(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > MAX_ANSWER_BYTES:
            self.done = True
        elif not self.done:
            self._chunks.append(data)

    def on_message_complete(self) -> None:
        if not self.status:
            self.headers.clear()  # an interim answer such as 100 Continue
        elif not self.done:
            self.body = b"".join(self._chunks)
            self.reusable = self._parser.should_keep_alive()
            self.done = True

    def _end(self) -> None:
        if not self._fed:
            raise Retryable("the server closed the connection without an answer")
        if not self.status or "content-length" in self.headers or "transfer-encoding" in self.headers:
            raise Retryable("the server closed the connection in the middle of its answer")
        self.body = b"".join(self._chunks)
        self.done = True
