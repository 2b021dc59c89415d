"""Evidence that something comes less often: false alarms where it comes at just the least rate, and how soon a fall is
found.

Beside ours there is what is common elsewhere: every minute the last hour is compared with what Poisson has in 0.1%.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np
from scipy import stats

from otelevals.stats.bands import alarmed
from otelevals.stats.quiet import Quiet
from tests.stats_simulation.check import Check, at_most
from tests.stats_simulation.traffic import DAY, Floats, Ints

MINUTE, HOUR = 60.0, 3600.0
_EVIDENCE = 100 * 30 * DAY
"""For one false page a month over 100 slices."""


class Come(Protocol):
    def __call__(self, least: Floats, minutes: int, dice: np.random.Generator) -> Ints:
        """How many come in each of so many minutes, where at least so many a minute do on average."""


def one_by_one(least: Floats, minutes: int, dice: np.random.Generator) -> Ints:
    return dice.poisson(least, (minutes, len(least)))


def in_busy_hours(least: Floats, minutes: int, dice: np.random.Generator) -> Ints:
    """In one hour of four there are five times as many."""
    busy = np.repeat(dice.random((minutes // 60 + 1, len(least))) < 0.25, 60, axis=0)[:minutes]
    return dice.poisson(np.where(busy, 5.0, 1.0) * least)


def several_at_once(least: Floats, minutes: int, dice: np.random.Generator) -> Ints:
    """Three on average, geometrically."""
    times = dice.poisson(least / 3, (minutes, len(least)))
    return np.where(times > 0, times + dice.negative_binomial(np.maximum(times, 1), 1 / 3), 0)


class Arrivals(NamedTuple):
    come: Come
    together: float
    """The variance of their numbers by the mean."""


ARRIVALS = {
    "one by one": Arrivals(one_by_one, 1.0),
    "in busy hours": Arrivals(in_busy_hours, 1.0),
    "several at once": Arrivals(several_at_once, 5.0),
}


def checks(much: int, dice: np.random.Generator) -> Iterator[Check]:
    days, runs, least = 2 * much, 10 * much, volumes(20)
    for name, arrivals in ARRIVALS.items():
        found = false_alarms(least, arrivals, days, DAY, dice)
        what = f"false silences in {days} days, {len(least)} slices at just the least rate, one a day allowed: {name}"
        yield Check(what, found, 0, at_most(days), naive_alarms(least, arrivals, days, dice))
    for per_hour, share, most in ((10, 0.0, 2.0), (10, 0.5, 12.0), (100, 0.0, 0.25), (100, 0.5, 2.0)):
        hours = float(np.median([delay(per_hour / 60, share, _EVIDENCE, dice) for _ in range(runs)]))
        what = f"hours until it is found that {share:.0%} of the least come, of {per_hour} an hour, median of {runs}"
        yield Check(what, hours, 0, most)


def false_alarms(least: Floats, arrivals: Arrivals, days: int, every: float, dice: np.random.Generator) -> int:
    """Looked at every minute; after an alarm all begin anew."""
    watched = [Quiet() for _ in least]
    alarms = 0
    for row in arrivals.come(least, int(days * DAY / MINUTE), dice).tolist():
        for quiet, came, rate in zip(watched, row, least.tolist(), strict=True):
            quiet.observe(MINUTE, came, rate / MINUTE, arrivals.together)
        if alarmed({str(i): quiet.evidence for i, quiet in enumerate(watched)}, every):
            alarms += 1
            for quiet in watched:
                quiet.forget()
    return alarms


def naive_alarms(least: Floats, arrivals: Arrivals, days: int, dice: np.random.Generator) -> int:
    """How often the last hour of any is found to have too few, where it had not a minute before."""
    sums = np.cumsum(arrivals.come(least, int(days * DAY / MINUTE), dice), axis=0)
    few = sums[60:] - sums[:-60] <= stats.poisson.ppf(0.001, 60 * least) - 1
    return int(np.sum(few[1:] & ~few[:-1]))


def delay(least: float, share: float, evidence: float, dice: np.random.Generator) -> float:
    """Hours until so much evidence is there that only this share of the least rate comes, after a day at twice that."""
    quiet, minute = Quiet(), 0
    for came in dice.poisson(2 * least, int(DAY / MINUTE)).tolist():
        quiet.observe(MINUTE, came, least / MINUTE)
    while quiet.evidence < evidence:
        quiet.observe(MINUTE, int(dice.poisson(share * least)), least / MINUTE)
        minute += 1
    return minute * MINUTE / HOUR


def volumes(count: int) -> Floats:
    """A minute: 5 to 500 an hour, evenly spread over orders of magnitude."""
    return np.geomspace(5, 500, count) / 60
