"""Between which values something lies, with 95% confidence unless another level is asked for."""

from typing import NamedTuple

LEVEL = 0.95


class Interval(NamedTuple):
    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def covers(self, value: float) -> bool:
        return self.low <= value <= self.high
