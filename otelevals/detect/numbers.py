"""Finds numbers of all kinds in one pass over a text."""

import re
from collections.abc import Iterable, Iterator

from otelevals.detect.finding import Finding
from otelevals.detect.kind import Candidate, Number
from otelevals.detect.layouts import scanner, shorter
from otelevals.detect.text import Text
from otelevals.detect.words import pattern_of

DIGITS_GATE = r"[0-9][0-9A-Z ./()\-]{6}"
LETTERS_GATE = r"[A-Z][ \-]?[0-9]{2} ?[0-9A-Z]"
"""What every layout that begins with a digit has, and every one that begins with a letter."""
_Rules = list[tuple[str, Number]]


class Numbers:
    """What numbers are looked for; of several in one place the longest, then one that words name."""

    def __init__(self, rules: Iterable[tuple[str, Number]]) -> None:
        """Each number with the name of its kind."""
        by_layout: dict[str, _Rules] = {}
        named: dict[str, None] = {}
        for name, number in rules:
            for layout in number.layouts:
                by_layout.setdefault(layout, []).append((name, number))
                named.setdefault(number.words, None)
        for several in by_layout.values():
            several.sort(key=lambda rule: not rule[1].words)
        self._words = {words: pattern_of([words]) for words in named if words}
        self._any_word = pattern_of(self._words)
        self._at = {
            layout.encode(): [(len(each), by_layout[each]) for each in shorter(layout) if each in by_layout]
            for layout in by_layout
        }
        self._scanners = [scanner(layout for layout in by_layout if layout[0] == first) for first in "0A"]

    def digits_first(self, text: Text) -> Iterator[Finding]:
        return self._find(text, self._scanners[0])

    def letters_first(self, text: Text) -> Iterator[Finding]:
        return self._find(text, self._scanners[1])

    def _find(self, text: Text, scan: re.Pattern[bytes]) -> Iterator[Finding]:
        at = 0
        while (match := scan.search(text.shape, at)) is not None:
            finding = self._first(text, match.start(), match[0])
            at = match.start() + 1 if finding is None else finding.end
            if finding is not None:
                yield finding

    def _first(self, text: Text, start: int, layout: bytes) -> Finding | None:
        for length, rules in self._at[layout]:
            candidate = Candidate(text, start, start + length)
            around = candidate.around() if rules[0][1].words else ""
            named = around != "" and self._any_word.search(around) is not None
            for name, number in rules:
                if number.words and not (named and self._words[number.words].search(around)):
                    continue
                if number.valid(candidate):
                    return Finding(name, start, start + length)
        return None
