"""A thread that has an evaluator process: gives it calls, kills it when one takes too long, starts it again."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import structlog

from otelevals.scoring.asking import Answer, Failed, NotRun
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes import wire
from otelevals.scoring.processes.breaker import Breaker
from otelevals.scoring.processes.calls import Encoded, batch_of, how_many
from otelevals.scoring.processes.child import Child, Died, TooLong

log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0


class Asked(NamedTuple):
    """A call that waits for its turn."""

    ticket: Any
    scorer: str
    call: Encoded


class Supervisor:
    """Calls are made in their order. One that brings the process down is answered as such and never made again; those
    after it are made by the next process."""

    def __init__(
        self,
        hello: wire.Hello,
        timeouts: Mapping[str, float],
        breakers: Mapping[str, Breaker],
        answered: Callable[[Asked, Answer], None],
        ended: Callable[[str], None],
    ) -> None:
        """`timeouts` and `breakers` by scorer, the latter for all processes. `answered` hears what became of each call,
        `ended` why a process ended, on the thread that is started here."""
        self._hello = hello
        self._timeouts = timeouts
        self._answered = answered
        self._ended = ended
        self._breakers = breakers
        self._waiting: deque[Asked] = deque()
        self._unanswered = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._child: Child | None = None
        self._failed_starts = 0
        self._thread = threading.Thread(target=self._run, name="evaluator", daemon=True)

    def __len__(self) -> int:
        """How many calls wait for their answers."""
        return self._unanswered

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the process, whatever it does. Calls that were not answered never are."""
        with self._changed:
            self._stopping = True
            if self._child is not None:
                self._child.end()
            self._changed.notify()

    def join(self) -> None:
        """Wait until it has stopped."""
        self._thread.join()

    def ask(self, asked: Asked) -> None:
        with self._changed:
            self._unanswered += 1
            self._waiting.append(asked)
            self._changed.notify()

    def _run(self) -> None:
        while batch := self._next():
            child = self._child or self._start(batch)
            if child is not None:
                self._make(child, batch)
        if self._child is not None:
            self._child.kill()

    def _next(self) -> Sequence[Asked]:
        """Calls for the process, as many as are given to it at once; none when all is over."""
        batch: list[Asked] = []
        while not batch:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._waiting)
                if self._stopping:
                    return ()
                batch = [self._waiting.popleft() for _ in range(how_many(asked.call for asked in self._waiting))]
            batch = [asked for asked in batch if not self._left_alone(asked)]
        return batch

    def _left_alone(self, asked: Asked) -> bool:
        why = self._breakers[asked.scorer].open
        if why:
            self._answer(asked, NotRun(Decision.THROTTLED, why))
        return bool(why)

    def _start(self, batch: Sequence[Asked]) -> Child | None:
        """A new process; when there is none, nobody waits for the next attempt."""
        try:
            child = Child()
            with self._changed:
                self._child = child
                if self._stopping:
                    child.end()
            child.prepare(self._hello)
        except (Died, TooLong, OSError) as error:
            self._child = None
            if not self._stopping:
                self._not_started(batch, f"the evaluator process does not start: {error}")
            return None
        self._failed_starts = 0
        return child

    def _not_started(self, batch: Sequence[Asked], why: str) -> None:
        log.error(why)
        self._ended("start")
        self._turn_away([*batch, *self._take_all()], why)
        self._failed_starts += 1
        self._pause(min(_FIRST_PAUSE * 2**self._failed_starts, _LONGEST_PAUSE), why)

    def _pause(self, seconds: float, why: str) -> None:
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._waiting, rest)
                if self._stopping:
                    return
            self._turn_away(self._take_all(), why)

    def _take_all(self) -> Sequence[Asked]:
        with self._changed:
            waiting = list(self._waiting)
            self._waiting.clear()
        return waiting

    def _turn_away(self, calls: Iterable[Asked], why: str) -> None:
        for asked in calls:
            self._answer(asked, NotRun(Decision.SHED, why))

    def _answer(self, asked: Asked, answer: Answer) -> None:
        with self._changed:
            self._unanswered -= 1
        self._answered(asked, answer)

    def _make(self, child: Child, batch: Sequence[Asked]) -> None:
        rest = deque(batch)
        try:
            child.ask(batch_of([asked.call for asked in batch]))
            while rest:
                asked = rest.popleft()
                try:
                    answer = child.answer(self._timeouts[asked.scorer])
                except (Died, TooLong) as error:
                    self._breakers[asked.scorer].bad()
                    self._fail(asked, error, rest)
                    return
                self._breakers[asked.scorer].good()
                self._answer(asked, answer)
            if not child.goes_on():
                child.kill()
                self._replace("memory", "", rest)
        except (Died, TooLong) as error:  # between calls: none of these is the reason
            self._replace("died", str(error), rest)

    def _fail(self, asked: Asked, error: Died | TooLong, rest: Iterable[Asked]) -> None:
        if isinstance(error, TooLong):
            message = f"it took more than {self._timeouts[asked.scorer]:g} s, its process was ended"
            failed = Failed("timeout", message, Decision.TIMED_OUT, self._timeouts[asked.scorer])
            self._replace("timeout", f"{asked.scorer}: {message}", rest)
        else:
            message = f"its process died: {error}"
            failed = Failed("process_died", message)
            self._replace("died", f"{asked.scorer}: {message}", rest)
        self._answer(asked, failed)

    def _replace(self, kind: str, why: str, rest: Iterable[Asked]) -> None:
        """The process is gone; what it did not come to is for the next one."""
        with self._changed:
            self._child = None
            self._waiting.extendleft(reversed([*rest]))
        if self._stopping:
            return
        self._ended(kind)
        if kind != "memory":
            log.warning("an evaluator process ended, another one takes its place", reason=why)
