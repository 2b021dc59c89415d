"""Evaluator processes of a simulation: they answer soon, late, after nobody waits any more, wrongly, or not at all."""

import random
from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import count
from math import inf
from typing import Any

from otelevals.api.clock import Clock
from otelevals.scoring.asking import Answer, Call, Failed, NotRun, Said
from otelevals.scoring.call import Failure, call
from otelevals.scoring.outcome import Decision

LONGEST = 45.0
_DELAYS = (0.0, 0.0, 0.01, 0.01, 1.0, 20.0, LONGEST)


class Elsewhere:
    def __init__(self, functions: Mapping[str, Callable[..., object]], clock: Clock, chance: random.Random) -> None:
        self._functions = functions
        self._clock = clock
        self._chance = chance
        self._number = count()
        self._asked: list[tuple[float, int, Any, Call]] = []  # a heap: what is answered first is first

    def ask(self, ticket: Any, call: Call) -> Answer | None:
        if self._chance.random() < 0.05:
            return NotRun(Decision.SHED, "nobody has the time")
        due = self._clock.now() + self._chance.choice(_DELAYS)
        heappush(self._asked, (due, next(self._number), ticket, call))
        return None

    def answers(self) -> Sequence[tuple[Any, Answer]]:
        now, found = self._clock.now(), []
        while self._asked and self._asked[0][0] <= now:
            _, _, ticket, asked = heappop(self._asked)
            found.append((ticket, self._answer(asked)))
        return found

    def pace(self, scorer: str) -> float:
        return 1.0

    @property
    def answered(self) -> bool:
        return bool(self._asked) and self._asked[0][0] <= self._clock.now()

    @property
    def outstanding(self) -> int:
        return len(self._asked)

    def finish(self, seconds: float) -> None:
        """At the end some are in time."""
        in_time = self._clock.now() + seconds
        self._asked = [(-inf, number, ticket, asked) for due, number, ticket, asked in self._asked if due <= in_time]
        heapify(self._asked)

    def _answer(self, asked: Call) -> Answer:
        if self._chance.random() < 0.03:
            return Failed("timeout", "it took too long", Decision.TIMED_OUT)
        try:
            return Said(call(self._functions[asked.scorer], asked.positional, asked.named, None), 0.0)
        except Failure as failure:
            return Failed(failure.type, str(failure))
