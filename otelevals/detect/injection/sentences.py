"""Finds what texts say by regular expressions, all of them in one pass, and leaves out what is only spoken about."""

import re
from collections.abc import Iterator
from typing import Any

import re2

from otelevals.detect.injection.kinds import KINDS
from otelevals.detect.injection.talk import is_code, is_talk

_MEMORY = 256 << 20
"""The most bytes that RE2 may take for its states."""
_AROUND = 400
_SPACE = re.compile(r"\[(?:\\.|[^\]\\])*\]|( )")
_LONG_REPEAT = re.compile(r"\{[01],\d{2,}\}")
_GAP = r"(?:[\s*_-]+)"


class Sentences:
    def __init__(self) -> None:
        options = re2.Options()
        options.max_mem = _MEMORY
        self._gates = re2.Set.SearchSet(options)
        self._patterns: list[tuple[str, Any]] = []
        for kind in KINDS.values():
            for pattern in map(_spaced, kind.patterns):
                self._gates.Add(_LONG_REPEAT.sub("*", pattern))  # counting takes states
                self._patterns.append((kind.name, re2.compile(pattern)))
        self._gates.Compile()

    def places(self, data: bytes) -> Iterator[tuple[str, int]]:
        """Kinds, and where they begin, of a text as `read` gives it."""
        for number in self._gates.Match(data) or ():
            kind, pattern = self._patterns[number]
            for match in pattern.finditer(data):
                start, end = match.span()
                before = data[max(0, start - _AROUND) : start].decode("utf-8", "ignore")
                after = data[end : end + _AROUND].decode("utf-8", "ignore")
                if not (is_code(before) if KINDS[kind].marks else is_talk(before, after)):
                    yield kind, start


def _spaced(pattern: str) -> str:
    """With any gap between words for each space outside of a class."""
    return _SPACE.sub(lambda found: _GAP if found[1] else found[0], pattern)
