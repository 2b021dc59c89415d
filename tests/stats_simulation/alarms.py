"""False pages of slices that are healthy, looked at every minute.

Beside ours there is what is common elsewhere: every minute the mean of the last 24 hours is compared with the bound,
with a 95% interval that takes turns to be independent.
"""

from dataclasses import dataclass, field

import numpy as np

from otelevals.stats.bands import alarmed
from otelevals.stats.baseline import BaselineDrop
from otelevals.stats.drop import Drop, session_weight
from otelevals.stats.estimate import Sums
from otelevals.stats.profile import Hour, Profile, error_of, profile
from tests.stats_simulation.traffic import DAY, Sessions, Traffic, sessions

MONTH = 30 * DAY
MINUTE, HOUR = 60.0, 3600.0
HEAVIEST, SAMPLED_HEAVIEST = 4.0, 18.0
"""Weights from which on sessions count the same: half have more, and where turns are sampled one in twenty."""
WEEK = 7


@dataclass
class Slice:
    """A slice's sessions, and what is expected of it before each."""

    drop: Drop | BaselineDrop
    traffic: Traffic
    history: list[tuple[list[Hour], Sums]] = field(default_factory=list)
    profile: Profile | None = None
    last: float = 0.0

    def observe(self, time: float, weight: float, score: float) -> float:
        """What it adds up to, with the sums of a session's weights, and of weights times scores."""
        gone, self.last = time - self.last, time
        mean, weight = score / weight, self._counts(weight)
        if isinstance(self.drop, Drop):
            self.drop.observe(gone, self.traffic.rate, mean, weight)
        elif self.profile is not None:
            expected, error = self.profile.at(int(time // HOUR))
            self.drop.observe(gone, expected, error, mean, weight)
        return self.drop.evidence

    def _counts(self, weight: float) -> float:
        return session_weight(weight, SAMPLED_HEAVIEST if self.traffic.sampled else HEAVIEST)

    def remember(self, part: Sessions) -> None:
        """A day of sessions, as the sums of its hours and its own."""
        hours = (part.times // HOUR).astype(int)
        first = int(hours.min()) if len(hours) else 0
        means, weights = part.scores / part.weights, np.array([self._counts(each) for each in part.weights.tolist()])
        sums = zip(np.bincount(hours - first, weights), np.bincount(hours - first, weights * means), strict=True)
        known = [Hour(first + i, float(w), float(x)) for i, (w, x) in enumerate(sums)]
        w, ww = weights, weights * weights
        day = Sums(*(float(each.sum()) for each in (w, ww, w * means, ww * means, ww * means * means)))
        self.history = [*self.history[-WEEK + 1 :], (known, day)]
        if len(self.history) == WEEK:
            whole = Sums(*map(sum, zip(*(each for _, each in self.history), strict=True)))
            self.profile = profile((hour for hours, _ in self.history for hour in hours), error_of(whole))


def false_pages(slices: list[Traffic], days: int, every: float, baseline: bool, dice: np.random.Generator) -> int:
    """Incidents in which any of the slices was paged for; then they all begin anew."""
    watched = [Slice(BaselineDrop() if baseline else Drop(), traffic) for traffic in slices]
    evidence = {str(i): 0.0 for i in range(len(slices))}
    pages = 0
    for day in range(-WEEK - 1 if baseline else 0, days):
        parts = [sessions(traffic, day * DAY, (day + 1) * DAY, dice) for traffic in slices]
        if day >= 0:
            pages += _day(watched, parts, evidence, every)
        for part, one in zip(parts, watched, strict=True):
            if baseline:
                one.remember(part)
    return pages


def _day(watched: list[Slice], parts: list[Sessions], evidence: dict[str, float], every: float) -> int:
    times = np.concatenate([part.times for part in parts])
    which = np.repeat(np.arange(len(parts)), [len(part.times) for part in parts])
    weights, scored = np.concatenate([p.weights for p in parts]), np.concatenate([p.scores for p in parts])
    order = np.argsort(times)
    pages, minute = 0, -1.0
    rows = zip(
        times[order].tolist(), which[order].tolist(), weights[order].tolist(), scored[order].tolist(), strict=True
    )
    for time, i, weight, score in rows:
        evidence[str(i)] = watched[i].observe(time, weight, score)
        if time // MINUTE > minute:
            minute = time // MINUTE
            if max(evidence.values()) * len(evidence) >= every and alarmed(evidence, every):
                pages += 1
                for one in watched:
                    one.drop.forget()
                evidence.update(dict.fromkeys(evidence, 0.0))
    return pages


def naive_pages(slices: list[Traffic], days: int, dice: np.random.Generator) -> int:
    """How often any slice's last 24 hours are found below the bound, where they were not a minute before."""
    pages = 0
    for traffic in slices:
        part = sessions(traffic, 0, days * DAY, dice)
        looks = np.arange(DAY, days * DAY, MINUTE)
        n, x = np.cumsum(np.r_[0, part.turns]), np.cumsum(np.r_[0, part.passed])
        end, begin = np.searchsorted(part.times, looks), np.searchsorted(part.times, looks - DAY)
        turns = np.maximum(n[end] - n[begin], 1)
        mean = (x[end] - x[begin]) / turns
        low = mean + 1.96 * np.sqrt(mean * (1 - mean) / turns) < traffic.rate
        pages += int(np.sum(low[1:] & ~low[:-1]))
    return pages
