"""Where words are in a text, looked up once for all that may stand near them."""

from bisect import bisect_left
from functools import cached_property
from typing import Any

from otelevals.detect.text import AROUND_AFTER, AROUND_BEFORE, Text

_SLACK = 80
"""Characters: a word right behind one that was found may be passed over, and lies so near to it."""


class Words:
    """Says cheaply that none is near; where one may be, only a look says whether it is."""

    def __init__(self, pattern: Any, text: Text) -> None:
        self._pattern = pattern
        self._text = text

    @property
    def any(self) -> bool:
        """Whether there may be one at all."""
        return self._starts != []

    def near(self, start: int, end: int) -> bool:
        starts = self._starts
        if starts is None:
            return True
        at = bisect_left(starts, start - AROUND_BEFORE - _SLACK)
        return at < len(starts) and starts[at] <= end + AROUND_AFTER + _SLACK

    @cached_property
    def _starts(self) -> list[int] | None:
        """None where lower case has other places."""
        lower = self._text.text.lower()
        if lower.isascii():
            return [found.start() for found in self._pattern.finditer(lower.encode())]
        return (
            [found.start() for found in self._pattern.finditer(lower)] if len(lower) == len(self._text.text) else None
        )
