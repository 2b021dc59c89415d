"""How often intervals hold what they should: 95 times in 100."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from otelevals.stats.clusters import Clusters
from otelevals.stats.difference import correlation, of_rates
from otelevals.stats.estimate import Estimate, Sums, mean, rate, wilson
from otelevals.stats.groups import GROUPS
from otelevals.stats.interval import Interval
from tests.stats_simulation.samples import (
    Draw,
    Sample,
    a_fifth,
    all_flagged,
    all_turns,
    always_flagged,
    most_flagged,
    rare_segment,
)
from tests.stats_simulation.traffic import Traffic


class Case(NamedTuple):
    draw: Draw
    sessions: int
    rate: float

    @property
    def name(self) -> str:
        return f"{self.sessions} sessions, {self.rate:.0%} pass, {self.draw.__name__.replace('_', ' ')}"


CASES = [
    Case(all_turns, 30, 0.9),
    Case(all_turns, 200, 0.5),
    Case(all_turns, 200, 0.9),
    Case(all_turns, 2000, 0.98),
    Case(a_fifth, 200, 0.8),
    Case(a_fifth, 2000, 0.95),
    Case(always_flagged, 200, 0.9),
    Case(always_flagged, 2000, 0.98),
    Case(most_flagged, 2000, 0.9),
    Case(all_flagged, 1000, 0.8),
    Case(all_flagged, 2000, 0.9),
    Case(rare_segment, 2000, 0.95),
]
HARD = [
    Case(all_turns, 8, 0.9),
    Case(all_turns, 30, 0.99),
    Case(all_turns, 200, 0.98),
    Case(always_flagged, 30, 0.9),
    Case(all_flagged, 200, 0.9),
    Case(all_flagged, 2000, 0.98),
    Case(most_flagged, 60, 0.9),
]
"""So few failures that no interval holds 93 to 97 times: it should rather be too wide than too narrow."""


class Coverage(NamedTuple):
    name: str
    rate: float
    """Of pass rates, by random groups: what reports use."""
    mean: float
    """Of means of scores from 0 to 1, likewise."""
    naive: float
    """Wilson's of unweighted shares, with turns as independent: what is common."""
    sessions: float
    """Of pass rates by sessions, for comparison."""
    wider: float
    """How much wider intervals of groups are than those of sessions."""


def cover(case: Case, repeats: int, dice: np.random.Generator) -> Coverage:
    traffic, held, widths = Traffic(rate=case.rate), np.zeros(4), np.zeros(2)
    done = 0
    while done < repeats:
        sample = case.draw(traffic, case.sessions, dice)
        sums = sample.sums
        if not sums.w:
            continue
        done += 1
        groups = sample.by_group(dice)
        ours, exact = rate(groups, sums), rate(sample.by_session(), sums)
        intervals = ours.interval, mean(groups, sums, within=(0, 1)).interval, _naive(sample), exact.interval
        held += [interval.covers(case.rate) for interval in intervals]
        widths += [ours.interval.width, exact.interval.width]
    rates, means, naive, sessions = (held / repeats).tolist()
    return Coverage(case.name, rates, means, naive, sessions, float(widths[0] / widths[1] - 1))


def _naive(sample: Sample) -> Interval:
    n, x = float(sample.n.sum()), float(sample.n_passed.sum())
    return Interval(x / n, *wilson(x / n, n, 1.96))


def differences(repeats: int, dice: np.random.Generator) -> Iterator[tuple[str, float]]:
    """Of two windows, and of two windows that half of the sessions reach into."""
    for name, shared in (("windows of other sessions", False), ("windows that share sessions", True)):
        held = 0
        for _ in range(repeats):
            first, second = _windows(shared, dice)
            a, b = _rate(first), _rate(second)
            held += of_rates(a, b, correlation(first, second)).covers(-0.03)
        yield name, held / repeats


def _windows(shared: bool, dice: np.random.Generator) -> tuple[Clusters, Clusters]:
    """By random groups: 90% pass in the first, 87% in the second."""
    count, concentration = 400, (1 - Traffic.correlation) / Traffic.correlation
    own = dice.beta(0.9 * concentration, 0.1 * concentration, (2, count))
    groups = dice.integers(0, GROUPS, (2, count))
    if shared:
        own[1], groups[1] = own[0], groups[0]
    turns = dice.geometric(1 / Traffic.turns, (2, count))
    passed = dice.binomial(turns, own * np.array([[1], [0.87 / 0.9]]))
    first, second = (
        list(zip(np.bincount(g, n, GROUPS).tolist(), np.bincount(g, x, GROUPS).tolist(), strict=True))
        for g, n, x in zip(groups, turns, passed, strict=True)
    )
    return first, second


def _rate(clusters: Clusters) -> Estimate:
    """Of evaluations that all have the weight 1."""
    w, x = (sum(part) for part in zip(*clusters, strict=True))
    return rate(clusters, Sums(w, w, x, x, x))
