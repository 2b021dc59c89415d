"""Leaves a judge alone that fails again and again."""

from collections.abc import Callable

_PATIENCE = 5
"""Failures in a row before nothing is asked for a while."""
_FIRST, _LONGEST = 5.0, 120.0  # seconds


class Circuit:
    """After some failures in a row nothing is asked for a while; then one request tries, and the while doubles when it
    fails, too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = _FIRST
        self._until = 0.0
        self._trying = False

    def good(self) -> None:
        self._failures = 0

    def bad(self) -> None:
        self._failures += 1
        if self._failures == _PATIENCE:
            self._pause = _FIRST
        elif self._trying:
            self._pause = min(2 * self._pause, _LONGEST)
        else:  # it was asked before it was left alone
            return
        self._until = self._clock() + self._pause

    def leave(self) -> None:
        """A request is over, whether it said something about the judge or not: another one may try."""
        self._trying = False

    def enter(self) -> str:
        """Why nothing is asked; empty for whoever may, and leaves in the end."""
        if self._failures < _PATIENCE:
            return ""
        rest = self._until - self._clock()
        if rest > 0:
            return f"it failed {self._failures} times in a row; it is tried again in {rest:.0f} s"
        if self._trying:
            return f"it failed {self._failures} times in a row; it is being tried again"
        self._trying = True
        return ""
