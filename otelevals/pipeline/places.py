"""Entries of a journal that are on their way to exporters again: each takes a place for each of its targets."""

import threading
from collections.abc import Callable, Iterable

from otelevals.journal.entry import Target


class Places:
    """Those of one entry. It leaves each once: when its target has ended, or when processors hold what is left of it,
    which may be for long."""

    def __init__(self, targets: frozenset[Target], left: Callable[[Iterable[Target]], None]) -> None:
        self._taken = targets
        self._left = left
        self._lock = threading.Lock()

    def leave(self, targets: frozenset[Target]) -> None:
        with self._lock:
            leaving = self._taken & targets
            self._taken -= leaving
        if leaving:
            self._left(leaving)
