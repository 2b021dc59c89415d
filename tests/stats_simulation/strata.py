"""How often intervals of means over strata hold the pass rate, where the sizes of strata are known."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from otelevals.stats.estimate import wilson
from otelevals.stats.groups import GROUPS
from otelevals.stats.interval import Interval
from otelevals.stats.strata import Stratum, stratified_mean
from tests.stats_simulation.check import Check
from tests.stats_simulation.traffic import FLAGGED, SAMPLED, Ints, Traffic, drawn

_RARE, _RARE_RATE = 0.02, 0.5


class Drawn(NamedTuple):
    strata: list[Stratum]
    rates: tuple[float, ...]
    """The pass rate of each."""


Draw = Callable[[Traffic, int, np.random.Generator], Drawn]


def of_a_check(traffic: Traffic, count: int, dice: np.random.Generator) -> Drawn:
    """A code check flags 30% of the turns that fail; of these and of the others one in four is judged."""
    turns, passed = drawn(traffic, np.full(count, traffic.rate), dice)
    flags = dice.binomial(turns - passed, FLAGGED)
    rest, groups = turns - flags, dice.integers(0, GROUPS, count)
    good, bad = dice.binomial(passed, SAMPLED), dice.binomial(rest - passed, SAMPLED)
    judged = dice.binomial(flags, SAMPLED)
    strata = [_stratum(flags, judged, 0 * judged, groups), _stratum(rest, good + bad, good, groups)]
    return Drawn(strata, (0.0, traffic.rate / (1 - FLAGGED * (1 - traffic.rate))))


def of_a_segment(traffic: Traffic, count: int, dice: np.random.Generator) -> Drawn:
    """2% of the sessions are of a segment in which half pass; all of them are judged, and one in four of the others."""
    rare = dice.random(count) < _RARE
    rates = _RARE_RATE, (traffic.rate - _RARE * _RARE_RATE) / (1 - _RARE)
    turns, passed = drawn(traffic, np.where(rare, *rates), dice)
    shares, groups = np.where(rare, 1.0, SAMPLED), dice.integers(0, GROUPS, count)
    good, bad = dice.binomial(passed, shares), dice.binomial(turns - passed, shares)
    strata = [_stratum(turns * part, (good + bad) * part, good * part, groups) for part in (rare, ~rare)]
    return Drawn(strata, rates)


def _stratum(size: Ints, judged: Ints, good: Ints, groups: Ints) -> Stratum:
    weights, scores = np.bincount(groups, judged, GROUPS).tolist(), np.bincount(groups, good, GROUPS).tolist()
    return Stratum(float(size.sum()), list(zip(weights, scores, strict=True)))


STRATA: dict[str, Draw] = {"a code check": of_a_check, "a rare segment": of_a_segment}


def checks(much: int, dice: np.random.Generator) -> Iterator[Check]:
    wider = 0.03 if much == 1 else 0.0
    for name, draw in STRATA.items():
        for sessions in (1000, 5000):
            ours, naive = held(draw, sessions, 200 * much, dice)
            what = f"cover mean over strata: {sessions} sessions, those of {name}"
            yield Check(what, ours, 0.93 - wider, 0.97 + wider, naive)


def held(draw: Draw, sessions: int, repeats: int, dice: np.random.Generator) -> tuple[float, float]:
    """How often the pass rate of traffic with strata of these sizes is in the interval; and in the common one, of
    unweighted shares of independent turns."""
    ours = naive = 0
    for _ in range(repeats):
        strata, rates = draw(Traffic(), sessions, dice)
        sizes = [stratum.size for stratum in strata]
        truth = sum(size * rate for size, rate in zip(sizes, rates, strict=True)) / sum(sizes)
        judged = [cluster for stratum in strata for cluster in stratum.clusters]
        n, passed = (sum(part) for part in zip(*judged, strict=True))
        ours += stratified_mean(strata).covers(truth)
        naive += Interval(passed / n, *wilson(passed / n, n, 1.96)).covers(truth)
    return ours / repeats, naive / repeats
