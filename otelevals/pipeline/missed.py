"""Entries of a journal that lie only on disk, by who waits for them."""

from collections import Counter, deque
from collections.abc import Callable

from otelevals.journal.entry import Entry, Target


class Missed:
    """Not safe to be used by several threads at once."""

    def __init__(self) -> None:
        self._entries: dict[frozenset[Target], deque[Entry]] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    @property
    def counts(self) -> dict[Target, int]:
        """How many entries each target waits for."""
        counts = Counter[Target]()
        for targets, entries in self._entries.items():
            counts.update(dict.fromkeys(targets, len(entries)))
        return dict(counts)

    def add(self, entry: Entry, targets: frozenset[Target]) -> None:
        self._entries.setdefault(targets, deque()).append(entry)

    def next(self, is_ready: Callable[[Target], bool]) -> tuple[Entry, frozenset[Target]] | None:
        """The oldest entry that somebody who is ready waits for, and who that is; the others go on waiting for it."""
        best: tuple[int, frozenset[Target], frozenset[Target]] | None = None
        for targets, entries in self._entries.items():
            ready = frozenset(filter(is_ready, targets))
            if ready and (best is None or entries[0].id < best[0]):
                best = entries[0].id, targets, ready
        if best is None:
            return None
        _, targets, ready = best
        entry = self._take(targets)
        if targets - ready:
            self.add(entry, targets - ready)
        return entry, ready

    def beyond(self, known: frozenset[Target]) -> tuple[Entry, frozenset[Target]] | None:
        """An entry that others than these wait for, taken out, and all who wait for it."""
        targets = next((targets for targets in self._entries if not targets <= known), None)
        return None if targets is None else (self._take(targets), targets)

    def forget_finished(self) -> None:
        """Drop the entries that nobody waits for any more."""
        for targets, entries in tuple(self._entries.items()):
            self._entries[targets] = deque(entry for entry in entries if entry.waiting)
            if not self._entries[targets]:
                del self._entries[targets]

    def _take(self, targets: frozenset[Target]) -> Entry:
        entry = self._entries[targets].popleft()
        if not self._entries[targets]:
            del self._entries[targets]
        return entry
