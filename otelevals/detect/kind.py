"""What a kind of private data is made of: numbers of certain layouts, and searches of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from otelevals.detect.text import Text

_SEPARATORS = b" -./"
_JOINED = b".-/"
Find = Callable[[Text], Iterator[tuple[int, int]]]
"""Gives places, in order, in time linear in the text."""


class Search(NamedTuple):
    gate: str
    """What a text has to have for the search to find anything, in RE2's syntax: one pass tries all gates."""
    find: Find


class Candidate:
    """Something in a text that has the layout of a number that is looked for."""

    __slots__ = ("compact", "end", "start", "text")

    def __init__(self, text: Text, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.compact = text.plain[start:end].translate(None, _SEPARATORS).decode()
        """Its digits and letters alone."""

    @property
    def written(self) -> str:
        return self.text.plain[self.start : self.end].decode()

    def around(self) -> str:
        """What stands before it and behind it, in lower case."""
        return f"{self.text.before(self.start)}\n{self.text.after(self.end)}"

    def part_of_more(self) -> bool:
        """Whether digits go on before or behind it."""
        plain, start = self.text.plain, self.start
        if start > 1 and plain[start - 1] in _JOINED and plain[start - 2 : start - 1].isalnum():
            return True
        following = plain[self.end : self.end + 2]
        return len(following) == 2 and following[0] in _JOINED and following[1:].isdigit()


@dataclass(frozen=True, slots=True)
class Number:
    """Digits and letters in fixed places: `000-00-0000`, where 0 is any digit and A any capital letter."""

    layouts: tuple[str, ...]
    valid: Callable[[Candidate], bool]
    region: str | None = None
    """The country it is of, as ISO 3166 has it in lower case; None: no country's."""
    words: str = ""
    """Words of which one has to stand near it: such a number goes before one that only looks like it."""
    first: str = ""
    """The digits that it may begin with, as in a class of a regular expression, if not all."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    description: str
    nouns: tuple[str, str]
    """What one is called, and several."""
    numbers: tuple[Number, ...] = ()
    searches: tuple[Search, ...] = ()
    by_region: Callable[[frozenset[str] | None], Search] | None = None
    """A further search, where what is looked for depends on the regions; None: all."""
    regions: frozenset[str] = frozenset()
    """Those that `by_region` knows."""
