"""From which weight on sessions count the same: what half of them lately had at most.

Where evaluations have different weights it is what 19 of 20 had. A session's sum of weights may depend on how it went
then, and counting some for less than their sum has a bias.
"""

from collections import deque

_LOOKED_AT, _EVERY = 200, 25
_ALIKE = 1000
"""Evaluations, all with one weight."""


class Heaviest:
    """Changes only with sessions that have ended, so that the weight of one does not depend on itself."""

    __slots__ = ("_alike", "_latest", "_since", "_weight", "value")

    def __init__(self) -> None:
        self.value = 4.0
        self._latest: deque[float] = deque(maxlen=_LOOKED_AT)
        self._since = 0
        self._weight = 0.0
        self._alike = 0

    def evaluated(self, weight: float) -> None:
        """One evaluation, of a session that may go on."""
        self._alike = self._alike + 1 if weight == self._weight else 1
        self._weight = weight

    def add(self, weight: float) -> None:
        self._latest.append(weight)
        self._since += 1
        if self._since >= _EVERY:
            self._since = 0
            share = 0.5 if self._alike >= _ALIKE else 0.95
            self.value = sorted(self._latest)[int(len(self._latest) * share)]
