"""Evidence that a mean has fallen below a baseline, which is itself an estimate.

How far the baseline is off is not known, only how likely each distance is. A Drop watches at each of several distances
below it, and what they say is averaged as likelihoods of health are: the harmonic mean, weighted by the distances'
probabilities. So a drop is found when no likely distance explains what came since.
"""

from collections.abc import Sequence

from otelevals.stats.drop import STAKES, Drop
from otelevals.stats.quantiles import normal_below

_STEP = 0.75
DISTANCES = tuple(_STEP * number for number in range(7))
"""In standard errors of the baseline."""
_ENDS = (*(distance + _STEP / 2 for distance in DISTANCES[:-1]), 40.0)
_LIKELY = tuple(
    normal_below(end) - (normal_below(end - _STEP) if number else 0.0) for number, end in enumerate(_ENDS[:-1])
)
"""Distances above the baseline count as none."""
LIKELY = (*_LIKELY, 1 - sum(_LIKELY))
_LOWEST, _HIGHEST = 1e-3, 1 - 1e-3


class BaselineDrop:
    __slots__ = ("_drops",)

    def __init__(self, capital: Sequence[float] = (), most: float = 1e200) -> None:
        size = len(STAKES)
        if capital and len(capital) != size * len(DISTANCES):
            raise ValueError(f"evidence is {size * len(DISTANCES)} numbers, not {len(capital)}")
        self._drops = [Drop(capital[i * size : (i + 1) * size], most) for i in range(len(DISTANCES))]

    def observe(self, seconds: float, baseline: float, error: float, mean: float, weight: float) -> None:
        """As of `Drop`, with what the baseline says for the time of the session, and its standard error."""
        for distance, drop in zip(DISTANCES, self._drops, strict=True):
            bound = min(max(baseline - distance * error, _LOWEST), _HIGHEST)
            drop.observe(seconds, bound, mean, weight)

    @property
    def evidence(self) -> float:
        """In seconds."""
        found = [drop.evidence for drop in self._drops]
        return 1 / sum(likely / one for likely, one in zip(LIKELY, found, strict=True)) if all(found) else 0.0

    @property
    def capital(self) -> tuple[float, ...]:
        return tuple(value for drop in self._drops for value in drop.capital)

    def forget(self) -> None:
        for drop in self._drops:
            drop.forget()
