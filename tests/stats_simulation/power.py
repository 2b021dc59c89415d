"""Drops that are found within a day of their beginning, by ours and by the oracle, who see the same sessions."""

from dataclasses import dataclass

import numpy as np

from otelevals.stats.baseline import BaselineDrop
from otelevals.stats.drop import Drop
from tests.stats_simulation.alarms import WEEK, Slice
from tests.stats_simulation.oracle import Oracle, oracle_of
from tests.stats_simulation.traffic import DAY, Traffic, sessions


@dataclass
class Found:
    """How many drops there were, and how many of them each detector found in time."""

    drops: int = 0
    ours: int = 0
    oracle: int = 0

    def __add__(self, other: "Found") -> "Found":
        return Found(self.drops + other.drops, self.ours + other.ours, self.oracle + other.oracle)

    @property
    def power(self) -> float:
        """As a share of the oracle's."""
        return self.ours / self.oracle


def found(
    slices: list[Traffic], drop: float, every: float, baseline: bool, within: float, dice: np.random.Generator
) -> list[Found]:
    """For each slice, whether a drop of its rate is found in so many seconds."""
    oracle = oracle_of(slices[0].rate, drop)
    runs = np.array([traffic.sessions_per_day for traffic in slices]) * every / DAY * len(slices)
    return [
        _found(traffic, drop, every * len(slices), _Cusum(oracle, float(threshold)), baseline, within, dice)
        for traffic, threshold in zip(slices, oracle.threshold(runs), strict=True)
    ]


@dataclass
class _Cusum:
    oracle: Oracle
    threshold: float
    value: float = 0.0

    def observe(self, turns: int, passed: int) -> bool:
        self.value = max(self.value + float(self.oracle.told[turns, passed]), 0.0)
        return self.value >= self.threshold


def _found(
    traffic: Traffic,
    drop: float,
    needed: float,
    cusum: _Cusum,
    baseline: bool,
    within: float,
    dice: np.random.Generator,
) -> Found:
    one = Slice(BaselineDrop() if baseline else Drop(), traffic, last=-DAY)
    if baseline:
        for day in range(-WEEK - 1, -1):
            one.remember(sessions(traffic, day * DAY, (day + 1) * DAY, dice))
    for part in (
        sessions(traffic, -DAY, 0.0, dice),
        sessions(traffic.with_rate(traffic.rate - drop), 0.0, within, dice),
    ):
        ours = oracle = False
        for time, turns, passed in zip(part.times.tolist(), part.turns.tolist(), part.passed.tolist(), strict=True):
            ours = one.observe(time, turns, passed) >= needed or ours
            oracle = cusum.observe(turns, passed) or oracle
            if time < 0 and cusum.value >= cusum.threshold:
                cusum.value = 0.0
            elif time >= 0 and ours and oracle:
                break
    return Found(1, int(ours), int(oracle))
