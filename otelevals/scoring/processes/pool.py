"""The evaluator processes of one scorer processor."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.asking import Answer, Call, Failed, NotRun
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes import wire
from otelevals.scoring.processes.breaker import Breaker
from otelevals.scoring.processes.calls import Encoder
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.processes.notices import Notices
from otelevals.scoring.processes.supervisor import Asked, Supervisor
from otelevals.scoring.processes.together import Together

_MOST_WAITING, _BYTES_WAITING = 2000, 64 * 1024 * 1024


class Pool:
    """Asks on one thread; answers come from those of the supervisors."""

    def __init__(
        self,
        scorers: Sequence[ConfiguredScorer],
        processes: int,
        max_memory: int,
        telemetry: Telemetry,
        processor: str,
        setting: Setting,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """`wake` is called when there are answers."""
        alone = [scorer for scorer in scorers if not scorer.scorer.engine]
        hello = wire.Hello(_entries(alone), max_memory)
        ended = telemetry.counter(
            "otelevals_evaluator_ends",
            "Evaluator processes that ended while they were needed, by why: timeout, died, memory, or start.",
            ["processor", "reason"],
        )
        timeouts = {scorer.name: scorer.scorer.call_timeout for scorer in alone}
        breakers = {scorer.name: Breaker(time.monotonic) for scorer in alone}

        def has_ended(reason: str) -> None:
            ended.labels(processor, reason).inc()

        self._supervisors = [
            Supervisor(hello, timeouts, breakers, self._answered, has_ended) for _ in range(processes if alone else 0)
        ]
        self._notices = Notices(telemetry, processor)
        self._engines: dict[str, Together] = {}
        """By the scorers that they call."""
        for engine, together in _by_engine(scorers).items():
            hello_engine = wire.EngineHello(engine, setting, _entries(together), max_memory)
            made = Together(hello_engine, self._answered, has_ended, self._notices.take)
            self._engines.update(dict.fromkeys([scorer.name for scorer in together], made))
        self._encoder = Encoder()
        self._answers: deque[tuple[Any, Answer]] = deque()
        self._wake = wake
        self._changed = threading.Condition()
        self._unanswered = self._bytes = 0

    def start(self) -> None:
        for each in self._all():
            each.start()

    def stop(self) -> None:
        for each in self._all():
            each.stop()
        for each in self._all():
            each.join()

    def _all(self) -> Sequence[Supervisor | Together]:
        return [*self._supervisors, *dict.fromkeys(self._engines.values())]

    def pace(self, scorer: str) -> float:
        return self._notices.pace.get(scorer, 1.0)

    @property
    def answered(self) -> bool:
        return bool(self._answers)

    @property
    def outstanding(self) -> int:
        return self._unanswered + len(self._answers)

    def ask(self, ticket: Any, call: Call) -> Answer | None:
        """Have a scorer called; an answer when it will not be."""
        if self._unanswered >= _MOST_WAITING:  # others only make room
            return self._no_room()
        try:
            encoded = self._encoder.encode(call)
        except ValueError as error:
            return Failed("TooLarge", str(error))
        with self._changed:
            size = len(encoded.data) + sum(len(each.data) for each in encoded.shared if not each.users)
            if self._bytes + size > _BYTES_WAITING:
                return self._no_room()
            self._unanswered += 1
            self._bytes += size
            for each in encoded.shared:
                each.users += 1
        asked = Asked(ticket, call.scorer, encoded)
        engine = self._engines.get(call.scorer)
        if engine is not None:
            engine.ask(asked)
        else:
            min(self._supervisors, key=len).ask(asked)
        return None

    def _no_room(self) -> NotRun:
        return NotRun(Decision.SHED, f"{self._unanswered} calls wait for evaluator processes already")

    def answers(self) -> Sequence[tuple[Any, Answer]]:
        with self._changed:
            found = list(self._answers)
            self._answers.clear()
            return found

    def finish(self, seconds: float) -> None:
        """Wait until all answers have come, but no longer."""
        with self._changed:
            self._changed.wait_for(lambda: not self._unanswered, seconds)

    def _answered(self, asked: Asked, answer: Answer) -> None:
        with self._changed:
            self._unanswered -= 1
            self._bytes -= len(asked.call.data)
            for each in asked.call.shared:
                each.users -= 1
                self._bytes -= 0 if each.users else len(each.data)
            self._answers.append((asked.ticket, answer))
            self._changed.notify_all()
        self._wake()


def _entries(scorers: Sequence[ConfiguredScorer]) -> list[wire.Entry]:
    return [wire.Entry(each.name, each.written, each.base_dir, each.judges) for each in scorers]


def _by_engine(scorers: Sequence[ConfiguredScorer]) -> dict[str, list[ConfiguredScorer]]:
    found: dict[str, list[ConfiguredScorer]] = {}
    for scorer in scorers:
        if scorer.scorer.engine:
            found.setdefault(scorer.scorer.engine, []).append(scorer)
    return found
