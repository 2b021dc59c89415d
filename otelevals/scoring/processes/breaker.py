"""Leaves a scorer alone that brings its process down again and again."""

from collections.abc import Callable

_PATIENCE = 3
_MAKES_UP = 20
"""So many good calls make up for one disaster: others wait while a process is replaced."""
_FIRST, _LONGEST = 30.0, 600.0


class Breaker:
    """Of one scorer. After some disasters nothing is asked for a while, which grows."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._weight = 0
        """Of the disasters: each weighs as much as the good calls that make up for it."""
        self._until = 0.0

    def good(self) -> None:
        self._weight = max(0, self._weight - 1)

    def bad(self) -> None:
        self._weight += _MAKES_UP
        over = -(-self._weight // _MAKES_UP) - _PATIENCE
        if over >= 0:
            self._until = self._clock() + min(_FIRST * 2**over, _LONGEST)

    @property
    def open(self) -> str:
        """Why nothing is asked; empty when it may be."""
        rest = self._until - self._clock()
        if rest <= 0:
            return ""
        return f"it brought its process down again and again; it is tried again in {rest:.0f} s"
