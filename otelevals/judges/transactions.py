"""Does what many coroutines want of the store at once, in one thread and in few transactions.

All that waits is one transaction. What is only noted goes along with the next one, or is written within a second; while
the store cannot be written it waits.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from otelevals.api.clock import Clock
from otelevals.judges.notes import Notes
from otelevals.store.budgets import Account
from otelevals.store.errors import Unavailable
from otelevals.store.judging import JudgingStore

T = TypeVar("T")
Asked = tuple[Callable[[JudgingStore], Any], "asyncio.Future[Any]"]
Answer = tuple["asyncio.Future[Any]", Any, Exception | None]
_LARGEST = 500
"""Operations in a transaction: others who write to the store wait for it."""
_PERIOD = 1.0
_UPKEEP = 60.0
_PAUSE = 0.001
"""Seconds between transactions in which others may begin theirs, since SQLite has no queue."""


class Transactions:
    """For the coroutines of one event loop."""

    def __init__(
        self, store: JudgingStore, clock: Clock, accounts: Sequence[Account], warn: Callable[[str], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._accounts = accounts
        self._warn = warn
        self._changed = threading.Condition()
        self._notes = Notes()
        self._waiting: deque[Asked] = deque()
        self._stopping = False
        self._tidy_at = clock.now()
        self._failed = False
        """Whether the last transaction could not be done."""
        self._thread = threading.Thread(target=self._work, name="books", daemon=True)

    def start(self) -> None:
        """Inside the event loop."""
        self._loop = asyncio.get_running_loop()
        self._ended = self._loop.create_future()
        self._thread.start()

    async def close(self) -> None:
        """Do what waits, and close the store."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        await self._ended
        self._thread.join()

    def submit(self, operation: Callable[[JudgingStore], T]) -> "asyncio.Future[T]":
        """What the operation gives, once its transaction is done; Unavailable when it could not be."""
        future: asyncio.Future[T] = self._loop.create_future()
        with self._changed:
            if self._stopping:
                raise Unavailable("the books are closed")
            self._waiting.append((operation, future))
            self._changed.notify()
        return future

    def note(self, change: Callable[[Notes], None]) -> None:
        with self._changed:
            change(self._notes)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopping, timeout=_PERIOD)
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), _LARGEST))]
                notes, self._notes = self._notes, Notes()
                last = self._stopping and not self._waiting
            answers = self._do(group, notes)
            self._loop.call_soon_threadsafe(_deliver, answers)
            if last:
                break
            self._tidy()
            if self._waiting:
                time.sleep(_PAUSE)
        self._store.close()
        self._loop.call_soon_threadsafe(self._ended.set_result, None)

    def _do(self, group: Sequence[Asked], notes: Notes) -> list[Answer]:
        """Notes first, so that whoever waits for an answer finds what was noted before."""
        if not group and not notes:
            return []
        try:
            with self._store.transaction():
                notes.write(self._store)
                answers: list[Answer] = [(future, operation(self._store), None) for operation, future in group]
        except Unavailable as error:
            self._keep(notes)
            self._tell_once(error)
            return [(future, None, Unavailable(str(error))) for _, future in group]
        except Exception as error:  # noqa: BLE001 - it is told to whom it concerns, and others are done without it
            return self._one_by_one(group, notes, error)
        self._tell_once(None)
        return answers

    def _one_by_one(self, group: Sequence[Asked], notes: Notes, error: Exception) -> list[Answer]:
        if len(group) == 1 and not notes:
            return [(group[0][1], None, error)]
        if not group:
            self._warn(f"what was noted of judges is lost: {error!r}")
            return []
        self._do([], notes)
        return [answer for asked in group for answer in self._do([asked], Notes())]

    def _keep(self, notes: Notes) -> None:
        with self._changed:
            notes.extend(self._notes)
            self._notes = notes

    def _tell_once(self, error: Unavailable | None) -> None:
        if error is not None and not self._failed:
            self._warn(str(error))
        self._failed = error is not None

    def _tidy(self) -> None:
        now = self._clock.now()
        if now >= self._tidy_at:
            self._tidy_at = now + _UPKEEP
            with suppress(Unavailable), self._store.transaction():
                if self._store.prune(self._clock.unix_nano() // 1_000_000, self._accounts):
                    self._tidy_at = now


def _deliver(answers: Iterable[Answer]) -> None:
    for future, value, error in answers:
        if future.done():  # whoever waited has given up
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
