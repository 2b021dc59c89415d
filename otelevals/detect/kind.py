"""What a kind of private data is made of: numbers of certain layouts, and searches of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from otelevals.detect.text import Text

_SEPARATORS = b" -./"
Find = Callable[[Text], Iterator[tuple[int, int]]]
"""Gives places, in order, in time linear in the text."""


class Search(NamedTuple):
    gate: str
    """What a text has to have for the search to find anything, in RE2's syntax: one pass tries all gates."""
    find: Find


class Candidate(NamedTuple):
    """Something in a text that has the layout of a number that is looked for."""

    text: Text
    start: int
    end: int

    @property
    def written(self) -> str:
        return self.text.plain[self.start : self.end].decode()

    @property
    def compact(self) -> str:
        """Its digits and letters alone."""
        return self.text.plain[self.start : self.end].translate(None, _SEPARATORS).decode()


@dataclass(frozen=True, slots=True)
class Number:
    """Digits and letters in fixed places: `000-00-0000`, where 0 is any digit and A any capital letter."""

    layouts: tuple[str, ...]
    valid: Callable[[Candidate], bool]
    region: str | None = None
    """The country it is of, as ISO 3166 has it in lower case; None: no country's."""
    named: bool = False
    """Whether words near it have to say what it is: such a number goes before one that only looks like it."""


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
