"""Delivers messages to a place in their order, in a thread of its own, until they arrive or it is no use any more."""

import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from otelevals.alerts.places import Place
from otelevals.api.clock import Clock
from otelevals.api.errors import Permanent, Retryable

FIRST_WAIT, LONGEST_WAIT, GIVE_UP = 5.0, 300.0, 86_400.0
"""Seconds."""
MOST = 1000
DELIVERED, FAILED, GIVEN_UP, REFUSED, NO_ROOM = RESULTS = "delivered", "failed", "given_up", "refused", "no_room"


class Letter(NamedTuple):
    id: int
    """Under which it is kept in the store; 0 when it could not be."""
    time: float
    """Seconds of Unix time when it was written."""
    body: bytes


Done = Callable[[Letter, str, str], None]
"""Called with what became of a letter, and why."""


class Delivery:
    def __init__(self, place: Place, clock: Clock, done: Done, failed: Callable[[str], None]) -> None:
        """`failed` is told why an attempt failed that will be made again."""
        self.place = place
        self._clock, self._done, self._failed = clock, done, failed
        self._letters: deque[Letter] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name=f"alerts {place.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What was not delivered waits in the store for the next start."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def add(self, letter: Letter) -> None:
        with self._wake:
            dropped = self._letters.popleft() if len(self._letters) >= MOST else None
            self._letters.append(letter)
            self._wake.notify()
        if dropped is not None:
            self._done(dropped, NO_ROOM, "too many wait")

    @property
    def waiting(self) -> int:
        return len(self._letters)

    def _work(self) -> None:
        wait = FIRST_WAIT
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping or self._letters)
                if self._stopping:
                    return
                letter = self._letters[0]
            again = self._try(letter)
            with self._wake:
                if again is None:
                    wait = FIRST_WAIT
                    if self._letters and self._letters[0] is letter:
                        self._letters.popleft()
                    continue
                self._wake.wait_for(lambda: self._stopping, max(again, wait))
            wait = min(wait * 2, LONGEST_WAIT)

    def _try(self, letter: Letter) -> float | None:
        """None when there is nothing to try again, else how long to wait at least."""
        now = self._clock.unix_nano() / 1e9
        try:
            self.place.send(letter.body, now)
        except Retryable as error:
            if now - letter.time < GIVE_UP:
                self._failed(str(error))
                return min(error.after or 0.0, LONGEST_WAIT)
            self._done(letter, GIVEN_UP, str(error))
        except Permanent as error:
            self._done(letter, REFUSED, str(error))
        else:
            self._done(letter, DELIVERED, "")
        return None
