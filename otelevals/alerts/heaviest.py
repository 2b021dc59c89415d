"""From which weight on sessions count the same: what three of four lately had at most."""

from collections import deque

_LOOKED_AT, _EVERY = 200, 25


class Heaviest:
    """Changes only with sessions that have ended, so that the weight of one does not depend on itself."""

    __slots__ = ("_latest", "_since", "value")

    def __init__(self) -> None:
        self.value = 6.0
        self._latest: deque[float] = deque(maxlen=_LOOKED_AT)
        self._since = 0

    def add(self, weight: float) -> None:
        self._latest.append(weight)
        self._since += 1
        if self._since >= _EVERY:
            self._since = 0
            self.value = sorted(self._latest)[len(self._latest) * 3 // 4]
