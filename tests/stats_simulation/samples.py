"""Samples of simulated traffic, drawn with different probabilities, and what they add up to for each session."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from otelevals.stats.clusters import Clusters
from otelevals.stats.estimate import Sums
from otelevals.stats.groups import GROUPS
from tests.stats_simulation.traffic import FLAGGED, SAMPLED, Floats, Traffic, drawn


@dataclass(frozen=True)
class Sample:
    """By session: sums of weights and of their squares, of all and of those that passed, and numbers of both."""

    w: Floats
    ww: Floats
    passed: Floats
    ww_passed: Floats
    n: Floats
    n_passed: Floats

    @property
    def sums(self) -> Sums:
        return Sums(*map(float, map(np.sum, (self.w, self.ww, self.passed, self.ww_passed, self.ww_passed))))

    def by_session(self) -> Clusters:
        return list(zip(self.w.tolist(), self.passed.tolist(), strict=True))

    def by_group(self, dice: np.random.Generator) -> Clusters:
        groups = dice.integers(0, GROUPS, len(self.w))
        weights = np.bincount(groups, self.w, GROUPS).tolist()
        return list(zip(weights, np.bincount(groups, self.passed, GROUPS).tolist(), strict=True))


Draw = Callable[[Traffic, int, np.random.Generator], Sample]


def _sample(counts: list[tuple[Floats, Floats, float]]) -> Sample:
    """From the evaluated turns of sessions, and passed ones, with one weight each."""
    return Sample(
        sum((n * w for n, _, w in counts), np.zeros(1)),
        sum((n * w * w for n, _, w in counts), np.zeros(1)),
        sum((x * w for _, x, w in counts), np.zeros(1)),
        sum((x * w * w for _, x, w in counts), np.zeros(1)),
        sum((n for n, _, _ in counts), np.zeros(1)),
        sum((x for _, x, _ in counts), np.zeros(1)),
    )


def all_turns(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """Sessions are drawn, with all of their turns."""
    turns, passed = drawn(traffic, np.full(count, traffic.rate), dice)
    return _sample([(turns.astype(float), passed.astype(float), 1.0)])


def a_fifth(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """Turns are drawn, each with 20%."""
    turns, passed = drawn(traffic, np.full(count, traffic.rate), dice)
    good, bad = dice.binomial(passed, 0.2), dice.binomial(turns - passed, 0.2)
    return _sample([((good + bad).astype(float), good.astype(float), 5.0)])


def always_flagged(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """A code check flags 30% of the turns that fail, and those are always evaluated; others with 25%."""
    return _flagged(traffic, count, dice, FLAGGED, SAMPLED)


def most_flagged(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """Of the turns that fail 60% are always evaluated; others with 10%."""
    return _flagged(traffic, count, dice, 0.6, 0.1)


def all_flagged(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """All turns that fail are always evaluated; others with 10%."""
    return _flagged(traffic, count, dice, 1.0, 0.1)


def _flagged(traffic: Traffic, count: int, dice: np.random.Generator, share: float, sampled: float) -> Sample:
    turns, passed = drawn(traffic, np.full(count, traffic.rate), dice)
    flagged = dice.binomial(turns - passed, share)
    good, bad = dice.binomial(passed, sampled), dice.binomial(turns - passed - flagged, sampled)
    none = np.zeros(count)
    return _sample([((good + bad).astype(float), good.astype(float), 1 / sampled), (flagged.astype(float), none, 1.0)])


def rare_segment(traffic: Traffic, count: int, dice: np.random.Generator) -> Sample:
    """2% of the sessions are of a segment in which only half pass, and are always evaluated; others with 20%."""
    rare = dice.random(count) < 0.02
    rates = np.where(rare, 0.5, (traffic.rate - 0.01) / 0.98)
    turns, passed = drawn(traffic, rates, dice)
    good, bad = dice.binomial(passed, 0.2), dice.binomial(turns - passed, 0.2)
    usual = np.where(rare, 0, good + bad).astype(float), np.where(rare, 0, good).astype(float), 5.0
    return _sample([usual, (np.where(rare, turns, 0).astype(float), np.where(rare, passed, 0).astype(float), 1.0)])
