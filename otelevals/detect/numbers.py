"""Finds numbers of all kinds in one pass over a text."""

from collections.abc import Iterable, Iterator

from otelevals.detect.finding import Finding
from otelevals.detect.kind import Candidate, Number
from otelevals.detect.layouts import scanner, shorter
from otelevals.detect.text import Text

_Rules = list[tuple[str, Number]]


class Numbers:
    """What numbers are looked for; of several that one place may be, the longest, then the first given."""

    def __init__(self, rules: Iterable[tuple[str, Number]]) -> None:
        """Each number with the name of its kind."""
        by_layout: dict[str, _Rules] = {}
        for name, number in rules:
            for layout in number.layouts:
                by_layout.setdefault(layout, []).append((name, number))
        self._at = {
            layout.encode(): [(len(each), by_layout[each]) for each in shorter(layout, by_layout)]
            for layout in by_layout
        }
        kinds = [[layout for layout in by_layout if layout[0] == first] for first in "0A"]
        self._scanners = [found for found in map(scanner, kinds) if found is not None]

    def find(self, text: Text) -> Iterator[Finding]:
        """In order for digits first, then for letters first."""
        for each in self._scanners:
            at = 0
            while (match := each.search(text.shape, at)) is not None:
                finding = self._first(text, match.start(), match[0])
                if finding is None:
                    at = match.start() + 1
                else:
                    at = finding.end
                    yield finding

    def _first(self, text: Text, start: int, layout: bytes) -> Finding | None:
        for length, rules in self._at[layout]:
            candidate = Candidate(text, start, start + length)
            for name, number in rules:
                if number.valid(candidate):
                    return Finding(name, start, start + length)
        return None
