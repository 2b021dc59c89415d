"""What the connections of one listener share: handler, limits, counts, and the timer that finds what has expired."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from typing import Protocol

from otelevals.net.cors import Cors
from otelevals.net.head import Head
from otelevals.net.limits import Limits
from otelevals.net.message import Handler, Refuser, Response


class Served(Protocol):
    """A connection as its listener sees it; `expire` is called once `deadline` (loop time) has passed, and one that is
    `spare` may be cut off to make room."""

    deadline: float

    @property
    def spare(self) -> bool: ...
    def expire(self) -> None: ...
    def drain(self) -> None: ...
    def abort(self) -> None: ...


class State:
    """Shared by the connections of a listener, used on the event loop only. `handler` may be replaced at any time."""

    __slots__ = (
        "_tick",
        "_timer",
        "check_head",
        "connections",
        "cors",
        "date",
        "handler",
        "inflight_bytes",
        "limits",
        "loop",
        "name",
        "on_empty",
        "pending",
        "refuser",
        "stopping",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        name: str,
        handler: Handler,
        limits: Limits,
        cors: Cors | None,
        refuser: Refuser,
        check_head: Callable[[Head], None] | None = None,
    ) -> None:
        self.loop = loop
        self.name = name
        self.handler = handler
        self.refuser = refuser
        self.check_head = check_head
        self.limits = limits
        self.cors = cors
        self.stopping = False
        self.inflight_bytes = 0
        self.connections: set[Served] = set()
        self.pending: set[asyncio.Future[Response]] = set()  # answers
        self.on_empty: asyncio.Future[None] | None = None  # resolved when the last connection has gone
        self.date = b""
        timeouts = limits.header_timeout, limits.body_timeout, limits.body_deadline, limits.idle_timeout
        self._tick = min(1.0, min(*timeouts, limits.write_timeout, limits.linger_timeout) / 4)
        self._timer: asyncio.TimerHandle | None = None

    def add(self, connection: Served) -> None:
        self.connections.add(connection)
        if self._timer is None:
            self._sweep()

    def discard(self, connection: Served) -> None:
        self.connections.discard(connection)
        if self.connections:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self.on_empty is not None and not self.on_empty.done():
            self.on_empty.set_result(None)

    def make_room(self) -> bool:
        """Cut off the connection whose deadline is next among those that only wait; False when none does."""
        spare = [each for each in self.connections if each.spare]
        if not spare:
            return False
        min(spare, key=lambda each: each.deadline).abort()
        return True

    def _sweep(self) -> None:
        self.date = b"date: %b\r\n" % formatdate(usegmt=True).encode("ascii")
        self._timer = self.loop.call_later(self._tick, self._sweep)
        now = self.loop.time()
        for connection in [each for each in self.connections if each.deadline < now]:
            connection.expire()
