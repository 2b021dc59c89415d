"""Redacts plain text: what patterns block, and what a detector finds."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from otelevals.api.patterns import compile_pattern
from otelevals.detect.finding import Finding
from otelevals.redact.options import RedactionOptions
from otelevals.redact.substitutes import Substitutes

BLOCKED_VALUE = "blocked_value"
_SHORT, _MANY = 64, 8192


class Finder(Protocol):
    def cover(self, text: str) -> Sequence[Finding]:
        """What is private in a text, in its order and not overlapping."""


class Redacted(NamedTuple):
    text: str
    kinds: tuple[str, ...] = ()
    """Of what was taken out, each time; without any the text is as it was."""


class _Place(NamedTuple):
    start: int
    end: int
    kind: str


class Texts:
    def __init__(self, options: RedactionOptions, finder: Finder | None, substitutes: Substitutes) -> None:
        self._finder = finder
        self._substitutes = substitutes
        self._blocked = [compile_pattern(pattern) for pattern in options.blocked_values]
        self._allowed = [compile_pattern(pattern) for pattern in options.allowed_values]
        self.allows_any = bool(self._allowed)
        """Whether there are values that the configuration allows."""
        self._clean: set[tuple[str, str]] = set()
        """Short texts in which there is nothing, under their keys: most values of telemetry come again and again."""

    def allows(self, text: str) -> bool:
        """Whether a value is one of those that the configuration allows."""
        return self.allows_any and _matches(self._allowed, text)

    def redact(self, text: str, key: str = "") -> Redacted:
        """The key that a text is under says what it is about: `password: 1234`."""
        if (key, text) in self._clean:
            return Redacted(text)
        places = [*self._found(text, key), *self._blocked_in(text)]
        if not places:
            self._remember(text, key)
            return Redacted(text)
        places.sort(key=lambda place: (place.start, -place.end))
        return self._replaced(text, _apart(places))

    def redact_key(self, text: str) -> Redacted:
        """The key of an attribute: patterns for values say nothing of it."""
        places = self._found(text, "")
        return self._replaced(text, places) if places else Redacted(text)

    def _remember(self, text: str, key: str) -> None:
        if len(text) <= _SHORT and len(key) <= _SHORT:
            if len(self._clean) >= _MANY:
                self._clean.clear()
            self._clean.add((key, text))

    def _found(self, text: str, key: str) -> list[_Place]:
        if self._finder is None:
            return []
        before = f"{key}: " if key else ""
        shift = len(before)
        return [
            _Place(max(start - shift, 0), end - shift, kind)
            for kind, start, end in self._finder.cover(before + text)
            if end > shift and not self.allows(text[max(start - shift, 0) : end - shift])
        ]

    def _blocked_in(self, text: str) -> list[_Place]:
        if not self._blocked:
            return []
        data = text.encode()
        matches = [match.span() for pattern in self._blocked for match in pattern.finditer(data)]
        matches = sorted({(start, end) for start, end in matches if start < end})
        if not matches or self.allows(text):
            return []
        at = range(len(data) + 1) if len(data) == len(text) else _characters(data, matches)
        return [_Place(at[start], at[end], BLOCKED_VALUE) for start, end in matches]

    def _replaced(self, text: str, places: Sequence[_Place]) -> Redacted:
        pieces: list[str] = []
        done = 0
        for start, end, kind in places:
            value = text[start:end]
            found = self._substitutes
            pieces += text[done:start], found.blocked(value) if kind == BLOCKED_VALUE else found.found(kind, value)
            done = end
        return Redacted("".join([*pieces, text[done:]]), tuple([place.kind for place in places]))


def _matches(patterns: Sequence[Any], text: str) -> bool:
    data = text.encode()
    return any(pattern.search(data) is not None for pattern in patterns)


def _apart(places: Sequence[_Place]) -> list[_Place]:
    """The places in order, those that overlap as one of the first one's kind."""
    result = [places[0]]
    for place in places[1:]:
        last = result[-1]
        if place.start < last.end:
            result[-1] = last._replace(end=max(last.end, place.end))
        else:
            result.append(place)
    return result


def _characters(data: bytes, matches: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Which character is at each of these places in UTF-8."""
    return dict(_counted(data, sorted({place for match in matches for place in match})))


def _counted(data: bytes, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    before = count = 0
    for place in places:
        count += len(data[before:place].decode())
        before = place
        yield place, count
