"""Brings what other threads decide on requests to the event loop that answers them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from otelevals.net.message import Response

Answer = Callable[[BaseException | None], Response]
_Ready = tuple["asyncio.Future[Response]", Answer, BaseException | None]


class Decisions:
    """Decisions come in groups: each group wakes the loop once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: list[_Ready] = []

    def answer_to(self, decision: Future[None], answer: Answer) -> "asyncio.Future[Response]":
        """What `answer` says, on this loop, once there is a decision. It is given the error if the decision is no."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Response] = loop.create_future()
        decision.add_done_callback(partial(self._decided, loop, answered, answer))
        return answered

    def _decided(
        self,
        loop: asyncio.AbstractEventLoop,
        answered: "asyncio.Future[Response]",
        answer: Answer,
        decision: Future[None],
    ) -> None:
        with self._lock:
            first = not self._ready
            self._ready.append((answered, answer, decision.exception()))
        if first and not loop.is_closed():  # a loop that has ended has no connections left
            loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        with self._lock:
            ready, self._ready = self._ready, []
        for answered, answer, error in ready:
            if answered.done():
                continue  # the server stopped waiting for it
            try:
                answered.set_result(answer(error))
            except Exception as failure:  # noqa: BLE001 - it is the answer's: who waits for it hears it
                answered.set_exception(failure)
