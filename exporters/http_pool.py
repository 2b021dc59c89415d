"""Connections to one server that are kept between requests."""

import threading
import time

from otelevals.api.errors import Retryable
from otelevals.exporters.http_answer import HttpAnswer
from otelevals.exporters.http_connect import Origin, reason
from otelevals.exporters.http_connection import Deadline, HttpConnection, Stale


class ConnectionPool:
    """Gives each request a connection of its own: an idle one that is still open, or a new one."""

    def __init__(self, origin: Origin, *, max_idle: int, idle_timeout: float, max_connections: int = 0) -> None:
        self._origin = origin
        self._max_idle = max_idle
        self._idle_timeout = idle_timeout
        self._room = threading.Semaphore(max_connections) if max_connections else None
        self._lock = threading.Lock()
        self._idle: list[HttpConnection] = []
        self._closed = False

    def request(self, head: bytes, body: bytes, timeout: float | None) -> HttpAnswer:
        """Send a request and give its answer, or raise Retryable. `timeout` is for all of it."""
        deadline = Deadline(timeout)
        try:
            return self._in_turn(head, body, deadline)
        except TimeoutError:
            raise Retryable(f"no answer within {timeout:g}s") from None
        except OSError as error:
            raise Retryable(f"the connection failed: {reason(error)}") from None

    def close(self) -> None:
        """Close what is idle, and later what is in use."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _in_turn(self, head: bytes, body: bytes, deadline: Deadline) -> HttpAnswer:
        if self._room is None:
            return self._exchange(head, body, deadline)
        if not self._room.acquire(timeout=deadline.left()):
            raise TimeoutError
        try:
            return self._exchange(head, body, deadline)
        finally:
            self._room.release()

    def _exchange(self, head: bytes, body: bytes, deadline: Deadline) -> HttpAnswer:
        connection = self._take_idle() or self._origin.connect(deadline)
        try:
            answer = connection.exchange(head, body, deadline)
        except Stale:
            connection = self._origin.connect(deadline)
            answer = connection.exchange(head, body, deadline)
        if answer.reusable:
            self._keep(connection)
        return answer

    def _take_idle(self) -> HttpConnection | None:
        oldest = time.monotonic() - self._idle_timeout
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection = self._idle.pop()
            if (not self._idle_timeout or connection.idle_since >= oldest) and connection.is_open():
                return connection
            connection.close()

    def _keep(self, connection: HttpConnection) -> None:
        connection.idle_since = time.monotonic()
        with self._lock:
            if not self._closed and len(self._idle) < self._max_idle:
                self._idle.append(connection)
                return
        connection.close()
