"""Finds numbers of all kinds in one pass over a text."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from otelevals.detect.finding import Finding
from otelevals.detect.kind import Candidate, Number
from otelevals.detect.layouts import gate, scanner, shorter
from otelevals.detect.near import Words
from otelevals.detect.text import Text
from otelevals.detect.words import expression, pattern_of

_Rules = list[tuple[str, Number]]


_FIRST = {"0": "0-9", "A": "A-Z"}
"""What a layout may begin with, and what that stands for."""
_NOTHING = "$^[0-9]"


class _Layout(NamedTuple):
    length: int
    named: _Rules
    """Those that need a word near them: they go before others."""
    clear: _Rules


_At = dict[bytes, list[_Layout]]
"""What to look for where there is a layout: itself, and those that it begins with."""


class Numbers:
    """What numbers are looked for; of several in one place the longest, then one that words name."""

    def __init__(self, rules: Iterable[tuple[str, Number]]) -> None:
        """Each number with the name of its kind."""
        by_layout: dict[str, _Layout] = {}
        named: dict[str, None] = {}
        for name, number in rules:
            for layout in number.layouts:
                rule = by_layout.setdefault(layout, _Layout(len(layout), [], []))
                (rule.named if number.words else rule.clear).append((name, number))
                named.setdefault(number.words, None)
        self._words = {words: pattern_of([words]) for words in named if words}
        self._any_word = pattern_of(self._words)
        self._at = {
            layout.encode(): [by_layout[each] for each in shorter(layout) if each in by_layout] for layout in by_layout
        }
        self._clear_at = {
            layout: [each._replace(named=[]) for each in several if each.clear] for layout, several in self._at.items()
        }
        self.steps = [self._step(by_layout, first) for first in _FIRST]

    def _step(self, by_layout: dict[str, _Layout], first: str) -> tuple[str, Callable[[Text], Iterator[Finding]]]:
        """Those that begin with a digit or with a letter, and what a text has to have for them."""
        layouts = {layout: rule for layout, rule in by_layout.items() if layout[0] == first}
        clear = [layout for layout, rule in layouts.items() if rule.clear]
        by_first: dict[str, list[str]] = {}
        for layout in clear:
            for _, number in layouts[layout].clear:
                by_first.setdefault(number.first or _FIRST[first], []).append(layout)
        gates = [gate(several, chosen) for chosen, several in by_first.items()]
        if any(rule.named for rule in layouts.values()):
            gates.append(f"(?i:{expression(self._words)})")
        scan_all, scan_clear = scanner(layouts), scanner(clear)

        def find(text: Text) -> Iterator[Finding]:
            words = Words(self._any_word, text)
            if words.any:
                return self._find(text, scan_all, self._at, words)
            return self._find(text, scan_clear, self._clear_at, words)

        return "|".join(gates) or _NOTHING, find

    def _find(self, text: Text, scan: re.Pattern[bytes], at: _At, words: Words) -> Iterator[Finding]:
        shape = text.shape
        match = scan.search(shape)
        while match is not None:
            start = match.start()
            finding = self._first(text, start, at[match[0]], words)
            if finding is not None:
                yield finding
            match = scan.search(shape, start + 1)

    def _first(self, text: Text, start: int, several: list[_Layout], words: Words) -> Finding | None:
        for length, named, clear in several:
            end = start + length
            is_named = bool(named) and words.near(start, end)
            if not (is_named or clear):
                continue
            candidate = Candidate(text, start, end)
            rules = [*self._said(named, candidate), *clear] if is_named else clear
            for name, number in rules:
                if number.valid(candidate):
                    return Finding(name, start, end)
        return None

    def _said(self, named: _Rules, candidate: Candidate) -> Iterator[tuple[str, Number]]:
        """The rules of which a word stands near a candidate."""
        around = candidate.around()
        return (rule for rule in named if self._words[rule[1].words].search(around))
