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
        self._last = ""
        self.until = 0.0
        """Before this time nothing is asked."""
        self._trying = False

    def good(self) -> None:
        self._failures = 0

    def bad(self, kind: str) -> None:
        self._failures += 1
        self._last = kind
        if self._failures == _PATIENCE:
            self._pause = _FIRST
        elif self._trying:
            self._pause = min(2 * self._pause, _LONGEST)
        else:  # it was asked before it was left alone
            return
        self.until = self._clock() + self._pause

    def leave(self) -> None:
        """A request is over, whether it said something about the judge or not: another one may try."""
        self._trying = False

    def enter(self) -> str:
        """Why nothing is asked, in few different texts; empty for whoever may, and leaves in the end."""
        if self._failures < _PATIENCE:
            return ""
        failed = f"it failed {_PATIENCE} times in a row or more, last with {self._last}"
        if self._clock() < self.until:
            return f"{failed}; it is tried again within {self._pause:.0f} s"
        if self._trying:
            return f"{failed}; it is being tried again"
        self._trying = True
        return ""
