"""Finds out whether any of some byte strings is in others, for many at once: to ask for each takes longer."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

import re2

_BETWEEN = b"\0"  # in no literal


class Literals:
    def __init__(self, literals: Iterable[bytes], common: Sequence[bytes] = ()) -> None:
        """`common`: those that are mostly there if any is. They are looked for first, in a fourth of the time."""
        self._pattern = re2.compile(b"|".join(map(re2.escape, literals)))
        self._common = common

    def any_in(self, data: bytes) -> bool:
        return any(literal in data for literal in self._common) or self._pattern.search(data) is not None

    def holders(self, items: Sequence[bytes]) -> set[int]:
        """The places of those that have one of the literals."""
        found: set[int] = set()
        for literal in self._common:
            found.update([place for place, item in enumerate(items) if literal in item])
        rest = [place for place in range(len(items)) if place not in found]
        data = _BETWEEN.join([items[place] for place in rest])
        match = self._pattern.search(data)
        if match is not None:
            ends = list(accumulate([len(items[place]) + 1 for place in rest]))
            while match is not None:
                number = bisect_right(ends, match.start())
                found.add(rest[number])
                match = self._pattern.search(data, ends[number])
        return found
