"""What a simulation found, beside what was promised."""

from math import sqrt
from typing import NamedTuple


class Check(NamedTuple):
    """Something that was measured, and between which values it must be."""

    what: str
    value: float
    low: float
    high: float
    naive: float | None = None

    @property
    def good(self) -> bool:
        return self.low <= self.value <= self.high


def at_most(allowed: float) -> float:
    """With three standard deviations of a Poisson number."""
    return allowed + 3 * sqrt(allowed)
