"""The evaluator processes of one scorer processor."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.asking import Answer, Call, Failed, NotRun
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes import wire
from otelevals.scoring.processes.breaker import Breaker
from otelevals.scoring.processes.calls import Encoder
from otelevals.scoring.processes.supervisor import Asked, Supervisor

_MOST_WAITING, _BYTES_WAITING = 2000, 64 * 1024 * 1024


class Pool:
    """Asks on one thread; answers come from those of the supervisors."""

    def __init__(
        self, scorers: Sequence[ConfiguredScorer], processes: int, max_memory: int, telemetry: Telemetry, processor: str
    ) -> None:
        entries = [wire.Entry(scorer.name, scorer.written, scorer.base_dir) for scorer in scorers]
        hello = wire.Hello(entries, max_memory)
        ended = telemetry.counter(
            "otelevals_evaluator_ends",
            "Evaluator processes that ended while they were needed, by why: timeout, died, memory, or start.",
            ["processor", "reason"],
        )
        timeouts = {scorer.name: scorer.scorer.call_timeout for scorer in scorers}
        breakers = {scorer.name: Breaker(time.monotonic) for scorer in scorers}
        self._supervisors = [
            Supervisor(hello, timeouts, breakers, self._answered, lambda reason: ended.labels(processor, reason).inc())
            for _ in range(processes)
        ]
        self._encoder = Encoder()
        self._answers: deque[tuple[Any, Answer]] = deque()
        self._changed = threading.Condition()
        self._unanswered = self._bytes = 0

    def start(self) -> None:
        for supervisor in self._supervisors:
            supervisor.start()

    def stop(self) -> None:
        for supervisor in self._supervisors:
            supervisor.stop()
        for supervisor in self._supervisors:
            supervisor.join()

    def pace(self, scorer: str) -> float:
        return 1.0

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
        min(self._supervisors, key=len).ask(Asked(ticket, call.scorer, encoded))
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
