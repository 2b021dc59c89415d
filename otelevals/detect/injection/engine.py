"""Finds attempts of chosen kinds in texts, in time linear in them."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from otelevals.detect.choices import known
from otelevals.detect.injection.encoded import decoded
from otelevals.detect.injection.hidden_text import hidden_parts, unseen
from otelevals.detect.injection.kinds import KINDS
from otelevals.detect.injection.sentences import Sentences
from otelevals.detect.injection.view import read, visible


class Attempt(NamedTuple):
    """Never the text itself."""

    kind: str
    line: int
    """Where it begins, from 1."""


class Injections:
    """Can be shared by threads."""

    def __init__(self, kinds: Iterable[str] | None = None) -> None:
        """Which kinds (None: all); ValueError for those that there are not."""
        self._chosen = known("kind", KINDS if kinds is None else kinds, KINDS)
        self._sentences = _sentences()

    def find(self, text: str) -> list[Attempt]:
        """What there is, by lines; of one kind once in a line."""
        shown = visible(text)
        found = {*self._unseen(text), *self._said(shown), *self._encoded(shown)}
        return sorted([each for each in found if each.kind in self._chosen], key=lambda each: (each.line, each.kind))

    def _said(self, shown: str) -> Iterator[Attempt]:
        data = read(shown)
        places = list(self._sentences.places(data))
        hidden = hidden_parts(data, [start for _, start in places])
        return _at_lines(data, [*places, *[("hidden_text", start) for start in hidden]])

    def _encoded(self, shown: str) -> Iterator[Attempt]:
        places = [("encoded", start) for start, inside in decoded(shown) if any(True for _ in self._kinds(inside))]
        return _at_lines(shown.encode("utf-8", "replace"), places)

    def _unseen(self, text: str) -> Iterator[Attempt]:
        places = [(kind, start) for start, inside in unseen(text) for kind in ("hidden_text", *self._kinds(inside))]
        return _at_lines(text, places)

    def _kinds(self, inside: str) -> Iterator[str]:
        return (kind for kind, _ in self._sentences.places(read(visible(inside))))


@cache
def _sentences() -> Sentences:
    """The same for all: their patterns take megabytes."""
    return Sentences()


def _at_lines(text: str | bytes, places: list[tuple[str, int]]) -> Iterator[Attempt]:
    at, line = 0, 1
    for kind, start in sorted(places, key=lambda place: place[1]):
        line += text[at:start].count("\n" if isinstance(text, str) else b"\n")  # type: ignore[arg-type]
        at = start
        yield Attempt(kind, line)
