"""Evaluations of simulated sessions, turn by turn, as an engine of alerts takes them.

Two scorers judge every turn: `steady`, whose pass rate is the same all day, and `drifting`, whose pass rate goes up and
down with the hours. Of every other slice turns are drawn with 25%, and always where a code check flags them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from otelevals.alerts.simulate import START
from otelevals.api.evaluation import EvaluationRecord
from tests.stats_simulation.traffic import DAY, FLAGGED, SAMPLED, Traffic, drawn, sessions, volumes

BETWEEN = 45.0
"""Seconds between two turns of a session."""
RATE, DRIFT, BUSY = 0.9, 0.02, 0.5
STEADY, DRIFTING = "steady", "drifting"


@dataclass
class Slices:
    """Of each, how many points its pass rates are lower than usual."""

    traffic: list[Traffic]
    drops: list[float]

    @classmethod
    def of(cls, count: int, lowest: float, highest: float) -> "Slices":
        traffic = [Traffic(sessions_per_day=volume, rate=RATE, busy=BUSY) for volume in volumes(count, lowest, highest)]
        return cls(traffic, [0.0] * count)


class Days:
    """Gives the evaluations of one day after another."""

    def __init__(self, slices: Slices, dice: np.random.Generator) -> None:
        self._slices, self._dice = slices, dice
        self._later: list[EvaluationRecord] = []
        self._count = 0

    def next(self, day: int) -> list[EvaluationRecord]:
        """In the order of their times."""
        end = int((START + (day + 1) * DAY) * 1e9)
        came = [*self._later, *(each for i in range(len(self._slices.traffic)) for each in self._slice(i, day))]
        came.sort(key=lambda record: record.time)
        self._later = [record for record in came if record.time >= end]
        return came[: len(came) - len(self._later)]

    def _slice(self, i: int, day: int) -> Iterator[EvaluationRecord]:
        steady = self._slices.traffic[i].with_rate(RATE - self._slices.drops[i])
        times = sessions(steady, day * DAY, (day + 1) * DAY, self._dice).times
        for name, traffic in ((STEADY, steady), (DRIFTING, replace(steady, drift=DRIFT))):
            turns, passed = drawn(traffic, traffic.rate_at(times), self._dice)
            for number, (time, n, good) in enumerate(zip(times.tolist(), turns.tolist(), passed.tolist(), strict=True)):
                yield from self._session(name, i, f"{day}/{i}/{number}", time, n, good)

    def _session(self, name: str, i: int, session: str, time: float, n: int, good: int) -> Iterator[EvaluationRecord]:
        for turn, place in enumerate(self._dice.permutation(n).tolist()):
            probability = 1.0
            if i % 2 and (place < good or self._dice.random() >= FLAGGED):
                if self._dice.random() >= SAMPLED:
                    continue
                probability = SAMPLED
            self._count += 1
            yield EvaluationRecord(
                self._count.to_bytes(16, "big"),
                b"\1" * 8,
                int((START + time + turn * BETWEEN) * 1e9),
                name,
                float(place < good),
                session=session,
                scorer=name,
                passed=place < good,
                probability=probability,
                dimensions=(("model", str(i)),),
            )
