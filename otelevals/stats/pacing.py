"""Keeps the number that is evaluated in an hour or a minute, whatever the traffic, with probabilities that are exact.

The probability for each arrival follows from how many came before it, never from who was chosen: it is fixed before
the draw, and estimates weighted by it are unbiased.
"""

from typing import NamedTuple


class Pace(NamedTuple):
    """What has arrived in this period and in the one before it."""

    period: int = 0
    now: int = 0
    before: int = 0


def arrive(pace: Pace, time: float, seconds: float) -> Pace:
    """One more. Times that go back count in the latest period: clocks do that."""
    period = int(time // seconds)
    if period <= pace.period:
        return pace._replace(now=pace.now + 1)
    return Pace(period, 1, pace.now if period == pace.period + 1 else 0)


def expected(pace: Pace, time: float, seconds: float) -> float:
    """How many come in a period, from those of the latest one: those of the last period fade as this one goes on."""
    gone = min(max(time / seconds - pace.period, 0.0), 1.0)
    return max(pace.before * (1 - gone) + pace.now, 1.0)


def paced(keep: float, pace: Pace, time: float, seconds: float) -> float:
    """The probability for the arrival that was counted last, to keep so many a period.

    At a start, and when traffic is suddenly x times as much, 1 + ln x times as many are kept in the first period.
    """
    return min(1.0, keep / expected(pace, time, seconds))
