"""The pipeline thread: takes batches from the lanes, runs the chains, keeps their time."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from otelevals.api.clock import Clock
from otelevals.journal.entry import Target
from otelevals.pipeline.chain import Chain
from otelevals.pipeline.intake import Lane

COLLECT = 0.005
"""After work the thread rests for so many seconds, so that what comes meanwhile is handled together.

Waking for every request doubles what a request costs in context switches; nobody waits for a pipeline, so the rest
costs nothing but this delay.
"""


LAST_WAIT = 5.0
"""For so many seconds processors may wait for others at the end, all of them together, but for no more than half of the
time that there is: what they give has to be delivered, too."""


@dataclass(frozen=True)
class Route:
    """A lane and the chains that it feeds."""

    lane: Lane
    chains: Sequence[Chain]

    @cached_property
    def _targets(self) -> frozenset[Target]:
        return frozenset(target for chain in self.chains for target in (*chain.targets, *chain.followers))

    @property
    def blocked(self) -> bool:
        return all(chain.blocked for chain in self.chains) or any(chain.insists for chain in self.chains)

    def step(self, now: float) -> bool:
        """Move one batch from the lane through the chains; False when there is none or no room."""
        if self.lane.empty or self.blocked:
            return False
        batch = self.lane.next_batch()
        if batch is None:
            return False
        for payload in batch.payloads:
            if payload.account is not None:
                payload.account.miss_others(self._targets)
        for chain in self.chains:
            if chain.blocked:
                chain.lose(batch)
            else:
                chain.feed(batch, now)
        return True


class Runner:
    """One thread for all routes. `step` is one round of its work and needs no thread."""

    def __init__(self, clock: Clock) -> None:
        self.routes: Sequence[Route] = ()
        self.chains: Sequence[Chain] = ()
        self._clock = clock
        self._condition = threading.Condition()
        self._asleep = False
        self._woken = False
        self._stopping = False
        self._patient_until = 0.0
        self._thread = threading.Thread(target=self._work, name="pipeline", daemon=True)

    def step(self) -> bool:
        """One round over chains and lanes; False when nothing moved."""
        now = self._clock.now()
        for chain in self.chains:
            if chain.blocked or ((due := chain.due()) is not None and due <= now):
                chain.tick(now)
        moved = [route.step(now) for route in self.routes]
        return any(moved)

    def due(self) -> float | None:
        return min((due for chain in self.chains if (due := chain.due()) is not None), default=None)

    @property
    def empty(self) -> bool:
        return all(route.lane.empty for route in self.routes) and not any(chain.blocked for chain in self.chains)

    def wake(self) -> None:
        """Something came. Cheap while the thread is awake, since it looks again before it sleeps."""
        self._woken = True
        if self._asleep:
            with self._condition:
                self._condition.notify()

    def start(self) -> None:
        self._thread.start()

    def drain(self, deadline: float) -> None:
        """Run until lanes, processors and outboxes are empty, or the deadline. No lane may be open any more but that
        of evaluations, of which processors make some until then."""
        self._stop_thread()
        now = self._clock.now()
        self._patient_until = now + min(LAST_WAIT, (deadline - now) / 2)
        self._release(deadline)
        while not self.empty and self._clock.now() < deadline:
            if not self.step():
                self._sleep(min(deadline, self.due() or deadline))
            self._release(deadline)
        for chain in self.chains:  # out of time: what is held is to be accounted for
            chain.drain(self._clock.now())

    def _release(self, deadline: float) -> None:
        """Let processors give what they hold, where nothing more comes to them. One pipeline after the other: what
        the first give may be evaluated, and comes to the last."""
        self._move(deadline)
        for chain in self.chains:
            if all(route.lane.empty for route in self.routes if chain in route.chains):
                chain.drain(self._clock.now(), self._patience)
                self._move(deadline)

    def _patience(self) -> float:
        return self._patient_until - self._clock.now()

    def _move(self, deadline: float) -> None:
        """Move what can be moved without waiting for room."""
        while self._clock.now() < deadline and self.step():
            pass

    def _stop_thread(self) -> None:
        self._stopping = True
        self.wake()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while True:
            self._woken = False  # before the look at _stopping: a wake-up in between must not be forgotten
            if self._stopping:
                return
            if not self.step():
                self._sleep(self.due())
            elif self.empty:
                time.sleep(COLLECT)

    def _sleep(self, until: float | None) -> None:
        with self._condition:
            self._asleep = True
            if not self._woken:
                self._condition.wait(None if until is None else max(0.0, until - self._clock.now()))
            self._asleep = False
            self._woken = False
