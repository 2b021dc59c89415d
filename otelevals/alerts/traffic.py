"""Traffic that is made up, to find out how soon rules would notice a drop in traffic like it."""

from collections.abc import Iterator
from math import log
from random import Random
from typing import NamedTuple

from otelevals.api.evaluation import EvaluationRecord

_LONGEST = 40
"""Turns of a session."""


class Traffic(NamedTuple):
    """Sessions come at random; the number of their turns is geometric, and their own pass rate has a beta distribution
    around the one of all."""

    name: str
    rate: float
    """The share that passes."""
    per_hour: float
    """Evaluations."""
    turns: float = 3.0
    """Of a session, on average."""
    correlation: float = 0.2
    """Of two turns of a session."""
    dimensions: tuple[str, ...] = ()
    slices: int = 1


def evaluations(traffic: Traffic, since: float, until: float, drop: float, dice: Random) -> Iterator[EvaluationRecord]:
    """Of a range of time, in seconds, with a pass rate that is lower by so much."""
    time, per_second = since, traffic.per_hour / traffic.turns / 3600
    while True:
        time += dice.expovariate(per_second)
        if time >= until:
            return
        yield from _session(traffic, time, traffic.rate - drop, dice)


def _session(traffic: Traffic, time: float, rate: float, dice: Random) -> Iterator[EvaluationRecord]:
    session, trace = f"{dice.getrandbits(64):x}", dice.randbytes(12)
    slice_ = str(dice.randrange(traffic.slices))
    own = _own_rate(rate, traffic.correlation, dice)
    for turn in range(_turns(traffic.turns, dice)):
        passed = dice.random() < own
        yield EvaluationRecord(
            trace + turn.to_bytes(4, "big"),
            b"\1" * 8,
            int(time * 1e9),
            traffic.name,
            float(passed),
            session=session,
            scorer=traffic.name,
            passed=passed,
            dimensions=tuple((name, slice_) for name in sorted(traffic.dimensions)),
        )


def _own_rate(rate: float, correlation: float, dice: Random) -> float:
    if correlation <= 0:
        return rate
    both = 1 / correlation - 1
    return dice.betavariate(rate * both, (1 - rate) * both) if both > 0 else float(dice.random() < rate)


def _turns(mean: float, dice: Random) -> int:
    if mean <= 1:
        return 1
    return min(1 + int(log(1 - dice.random()) / log(1 - 1 / mean)), _LONGEST)
