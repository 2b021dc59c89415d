"""Leaves a scorer alone that brings its process down again and again."""

from collections.abc import Callable

_PATIENCE = 3
_FIRST, _LONGEST = 30.0, 600.0


class Breaker:
    """Of one scorer. After some disasters in a row nothing is asked for a while, which grows."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._disasters = 0
        self._until = 0.0

    def good(self) -> None:
        self._disasters = 0

    def bad(self) -> None:
        self._disasters += 1
        over = self._disasters - _PATIENCE
        if over >= 0:
            self._until = self._clock() + min(_FIRST * 2**over, _LONGEST)

    @property
    def open(self) -> str:
        """Why nothing is asked; empty when it may be."""
        rest = self._until - self._clock()
        if self._disasters < _PATIENCE or rest <= 0:
            return ""
        return f"it brought its process down {self._disasters} times in a row; it is tried again in {rest:.0f} s"
