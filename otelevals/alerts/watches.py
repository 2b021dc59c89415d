"""What gathers evidence for rules, one for each kind of drop that a rule looks for in a slice."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from otelevals.alerts.hours import DAY, HOUR, Hours, week_hour
from otelevals.stats.baseline import BaselineDrop
from otelevals.stats.drop import Drop
from otelevals.stats.profile import Profile
from otelevals.stats.quiet import Quiet, at_once

BASELINE = (8 * DAY, DAY)
"""Where the baseline begins and ends, before now."""
_LEAST_HOURS, _LEAST_DAYS = 24, 2
"""With traffic, before it is known what to expect."""


class Ended(NamedTuple):
    """A session that has ended."""

    mean: float
    weight: float


class Watch(Protocol):
    def look(self, now: float, hours: Hours, sessions: Sequence[Ended]) -> None:
        """Take in what ended since the last call, also when it is nothing."""

    @property
    def evidence(self) -> float:
        """In seconds."""

    @property
    def state(self) -> Sequence[float]:
        """What to keep through a restart."""

    def restart(self, state: Sequence[float]) -> None:
        """Go on with this instead; nothing is to begin anew."""


def limit(watch: Watch, most: float) -> None:
    """Evidence far above what alarms is cut, so that it does not take days to come down again."""
    if watch.evidence > most:
        watch.restart([min(each, most) for each in watch.state])


class Elapsed:
    """The time that was watched, which is not that before a start."""

    __slots__ = ("_last",)

    def __init__(self, now: float) -> None:
        self._last = now

    def until(self, now: float) -> float:
        gone, self._last = max(now - self._last, 0.0), max(now, self._last)
        return gone


class BelowBound:
    """Of thresholds, error budgets, errors and coverage."""

    def __init__(self, bound: float, now: float, state: Sequence[float] = ()) -> None:
        self._bound = bound
        self._drop = Drop(state)
        self._elapsed = Elapsed(now)

    def look(self, now: float, hours: Hours, sessions: Sequence[Ended]) -> None:
        for session in sessions:
            self._drop.observe(self._elapsed.until(now), self._bound, session.mean, session.weight)

    @property
    def evidence(self) -> float:
        return self._drop.evidence

    @property
    def state(self) -> Sequence[float]:
        return self._drop.capital

    def restart(self, state: Sequence[float]) -> None:
        self._drop = Drop(state)


class BelowBaseline:
    """What is expected is looked up anew every hour."""

    def __init__(self, now: float, state: Sequence[float] = ()) -> None:
        self._drop = BaselineDrop(state)
        self._elapsed = Elapsed(now)
        self._hour = -1
        self._profile: Profile | None = None

    def look(self, now: float, hours: Hours, sessions: Sequence[Ended]) -> None:
        if not sessions:
            return
        hour = int(now // HOUR)
        if hour != self._hour:
            self._hour = hour
            self._profile = hours.profile(now - BASELINE[0], now - BASELINE[1], _LEAST_HOURS)
        if self._profile is None:
            self._elapsed.until(now)
            return
        expected, error = self._profile.at(week_hour(hour))
        for session in sessions:
            self._drop.observe(self._elapsed.until(now), expected, error, session.mean, session.weight)

    @property
    def evidence(self) -> float:
        return self._drop.evidence

    @property
    def state(self) -> Sequence[float]:
        return self._drop.capital

    def restart(self, state: Sequence[float]) -> None:
        self._drop = BaselineDrop(state)


class Stopped:
    """The least to expect is a share of the fewest that came at this hour in the days before, or beside it."""

    def __init__(self, share: float, now: float, state: Sequence[float] = ()) -> None:
        self._share = share
        self._quiet = Quiet(state)
        self._elapsed = Elapsed(now)
        self._hour = -1
        self._fewest = 0
        self._together = 1.0

    def look(self, now: float, hours: Hours, sessions: Sequence[Ended]) -> None:
        hour = int(now // HOUR)
        if hour != self._hour:
            self._hour = hour
            self._fewest = _fewest(hours, hour)
            self._together = at_once(hours.sessions(range(hour - 24 * 7, hour)))
        rate = self._share * self._fewest / HOUR
        self._quiet.observe(self._elapsed.until(now), len(sessions), rate, self._together)

    @property
    def evidence(self) -> float:
        return self._quiet.evidence if self._fewest else 0.0

    @property
    def state(self) -> Sequence[float]:
        return self._quiet.capital

    def restart(self, state: Sequence[float]) -> None:
        self._quiet = Quiet(state)


def _fewest(hours: Hours, hour: int) -> int:
    """Sessions in an hour. Of the days the one is taken that one of four is below: one without traffic says little."""
    near = [hours.sessions(range(hour - 24 * day - 1, hour - 24 * day + 2)) for day in range(1, 8)]
    fewest = sorted(min(each) for each in near if any(each))
    return fewest[len(fewest) // 4] if len(fewest) >= _LEAST_DAYS else 0
