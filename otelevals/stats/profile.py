"""What a mean was in the days before, by hour of the week, and how far that may be off.

Hours of the day differ, and weekdays from weekends; an hour alone has few sessions. So the level is that of all days,
and hours and weekends move it as far as they can be told apart (James and Stein; the method of moments).
"""

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from otelevals.stats.estimate import Sums

HOURS, DAYS = 24, 7
_NEAR = (1.0, 2.0, 3.0, 2.0, 1.0)
"""Hours are smoothed with the two before and after."""
_TOGETHER = 4.0
"""Errors of hours apart are independent of each other, and over the hours of a drop some cancel: as if so many did."""


class Hour(NamedTuple):
    """Sums over one hour. A number counts hours from a Monday, midnight."""

    number: int
    weight: float
    score: float
    """The sum of weights times scores."""


class Profile(NamedTuple):
    level: float
    error: float
    """Its standard error."""
    by_hour: tuple[float, ...]
    """What each hour of the day adds to the level."""
    hour_errors: tuple[float, ...]
    by_weekend: tuple[float, float]
    """What weekdays add, and weekends."""
    weekend_errors: tuple[float, float]

    def at(self, hour: int) -> tuple[float, float]:
        """What is expected in an hour, counted from a Monday, midnight, and its standard error."""
        day, weekend = hour % HOURS, int(hour // HOURS % DAYS >= 5)
        value = self.level + self.by_hour[day] + self.by_weekend[weekend]
        hours = self.hour_errors[day] ** 2 / _TOGETHER
        return value, sqrt(self.error**2 + hours + self.weekend_errors[weekend] ** 2)


def error_of(sessions: Sums) -> float:
    """The standard error of the mean of sessions. As far as one that fails moves it, it is not known in any case: where
    all have passed, they do not vary."""
    return sqrt(sessions.independent_variance(sessions.wx / sessions.w) + 1 / sessions.kish**2)


def profile(hours: Iterable[Hour], error: float) -> Profile | None:
    """From the hours before and the standard error of their mean; None when there are none."""
    cells = [hour for hour in hours if hour.weight > 0]
    total = sum(cell.weight for cell in cells)
    if not total > 0:
        return None
    level = sum(cell.score for cell in cells) / total
    unit = error * error * total
    """The variance of the mean of one unit of weight."""
    week = _sums(((cell.number // HOURS % DAYS >= 5, cell) for cell in cells), 2)
    weekend, weekend_errors = _shrunk(week, level, unit)
    left = [cell._replace(score=cell.score - cell.weight * weekend[cell.number // HOURS % DAYS >= 5]) for cell in cells]
    day = _smoothed(_sums(((cell.number % HOURS, cell) for cell in left), HOURS))
    by_hour, hour_errors = _shrunk(day, level, unit)
    return Profile(level, error, by_hour, hour_errors, (weekend[0], weekend[1]), (weekend_errors[0], weekend_errors[1]))


Cell = tuple[float, float, float]
"""A sum of weights, that of scores, and the weight that a mean of it is as good as."""


def _sums(cells: Iterable[tuple[int, Hour]], size: int) -> list[Cell]:
    weights, scores = [0.0] * size, [0.0] * size
    for place, cell in cells:
        weights[place] += cell.weight
        scores[place] += cell.score
    return [(weight, score, weight) for weight, score in zip(weights, scores, strict=True)]


def _smoothed(cells: Sequence[Cell]) -> list[Cell]:
    size, half = len(cells), len(_NEAR) // 2
    result = []
    for place in range(size):
        near = [(share, cells[(place + i - half) % size]) for i, share in enumerate(_NEAR)]
        weight = sum(share * cell[0] for share, cell in near)
        score = sum(share * cell[1] for share, cell in near)
        squares = sum(share * share * cell[0] for share, cell in near)
        result.append((weight, score, weight * weight / squares if squares > 0 else 0.0))
    return result


def _shrunk(cells: Sequence[Cell], level: float, unit: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """How far each cell is from the level, as far as that is not chance, and the standard error that it adds to that
    of the level, which it has a part in."""
    whole = unit / sum(weight for weight, _, _ in cells)
    some = [(score / weight - level, unit / good) for weight, score, good in cells if weight > 0]
    between = max(sum(off * off - noise for off, noise in some) / len(some), 0.0)
    effects, errors = [], []
    for weight, score, good in cells:
        noise = unit / good if good > 0 else 0.0
        share = between / (between + noise) if weight > 0 and between > 0 else 0.0
        effects.append(share * (score / weight - level) if weight > 0 else 0.0)
        errors.append(sqrt(share * max(noise - whole, 0.0) if weight > 0 else between))
    return tuple(effects), tuple(errors)
