"""The tokens of a valid JSON document, by their places in its text."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

_TOKEN = re.compile(r'[\s,:]*+(?:("[^"\\]{0,64}+")(\s*+:)?|(")|([\[{])|([\]}])|([^\s\[\]{}:,"]++))')
_COLON = re.compile(r"\s*+:")
_SHORT, _LONG = 1, 3
"""Groups: strings of at most 64 characters without escapes are found at once, others are searched for their end."""


class Sort(Enum):
    KEY = auto()
    STRING = auto()
    OPENS = auto()
    CLOSES = auto()
    OTHER = auto()
    """A number, or a word such as true."""


Token: TypeAlias = tuple[Sort, int, int]
"""Where it begins and ends; strings with their quotes."""
_SORTS = {1: Sort.STRING, 2: Sort.KEY, 4: Sort.OPENS, 5: Sort.CLOSES, 6: Sort.OTHER}
"""By the last group."""


def tokens(text: str) -> Iterator[Token]:
    """In order; without colons and commas."""
    at = 0
    match = _TOKEN.match
    while (found := match(text, at)) is not None:
        group = found.lastindex or 0
        if group == _LONG:
            start = found.start(_LONG)
            at = _after_string(text, start)
            yield Sort.KEY if _COLON.match(text, at) else Sort.STRING, start, at
        else:
            start, at = found.span(_SHORT if group <= _LONG else group)
            yield _SORTS[group], start, at


def _after_string(text: str, start: int) -> int:
    at = text.index('"', start + 1)
    while text[at - 1] == "\\" and _is_escaped(text, at):
        at = text.index('"', at + 1)
    return at + 1


def _is_escaped(text: str, at: int) -> bool:
    """Whether the number of backslashes before a place is odd."""
    first = at
    while text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
