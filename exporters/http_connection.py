"""One HTTP/1.1 connection that carries one request at a time, each under a deadline of its own."""

import socket
import ssl
import time

from otelevals.api.errors import Retryable
from otelevals.exporters.http_answer import HttpAnswer

_PIECE = 64 * 1024  # what is received at once, and up to which size a body is sent together with its head


class Stale(Exception):
    """The server had closed the connection before it saw the request: another connection may carry it."""


class Deadline:
    """The time until which an attempt must be over; without a timeout there is none."""

    def __init__(self, timeout: float | None) -> None:
        self._end = None if timeout is None else time.monotonic() + timeout

    def left(self) -> float | None:
        """Seconds, or TimeoutError when there are none."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class HttpConnection:
    """An open connection. After an exception, or an answer that is not `reusable`, it is closed."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._used = False
        self.idle_since = 0.0

    def exchange(self, head: bytes, body: bytes, deadline: Deadline, *, head_only: bool = False) -> HttpAnswer:
        """Send a request and read its answer. Raises Retryable, or Stale on a connection that was used before."""
        answer = HttpAnswer(head_only=head_only)
        try:
            self._send(head, body, deadline)
            self._receive(answer, deadline)
        except BaseException:
            self.close()
            raise
        self._used = True
        if not answer.reusable and not head_only:
            self.close()
        return answer

    def is_open(self) -> bool:
        """Whether the server still holds an idle connection open: nothing has come, neither data nor the end."""
        self._socket.settimeout(0)
        try:
            socket.socket.recv(self._socket, 1, socket.MSG_PEEK)  # past TLS, which takes no flags
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def secured(self, context: ssl.SSLContext, name: str, deadline: Deadline) -> "HttpConnection":
        """The same connection under TLS."""
        self._socket.settimeout(deadline.left())
        return HttpConnection(context.wrap_socket(self._socket, server_hostname=name))

    def close(self) -> None:
        self._socket.close()

    def _send(self, head: bytes, body: bytes, deadline: Deadline) -> None:
        self._socket.settimeout(deadline.left())
        try:
            if len(body) < _PIECE:
                self._socket.sendall(head + body)
            else:
                self._socket.sendall(head)
                self._socket.settimeout(deadline.left())
                self._socket.sendall(body)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            pass  # a server that refuses may answer before it has read everything: what it says counts

    def _receive(self, answer: HttpAnswer, deadline: Deadline) -> None:
        first = True
        while not answer.done:
            self._socket.settimeout(deadline.left())
            try:
                data = self._socket.recv(_PIECE)
            except ConnectionResetError:
                if not (first and self._used):
                    raise Retryable("the server reset the connection") from None
                data = b""
            if first and self._used and not data:
                raise Stale
            first = False
            answer.feed(data)
