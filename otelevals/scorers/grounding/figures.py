"""Figures in texts, as the numbers that they may stand for: 1.234 is 1234 in one country and 1.234 in another."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from otelevals.scorers.grounding.number_words import SCALES, WORDS
from otelevals.scorers.words import stands_alone

_SPACES = "\u00a0\u2009\u202f"
_NUMBER = re.compile(
    rf"(?<!\d)(?P<digits>\d+(?:[.,'’٫٬]\d+|[ {_SPACES}]\d{{3}}(?!\d))*)"
    rf"(?P<percent>[ {_SPACES}]?[%‰٪])?(?:[ {_SPACES}-]?(?P<scale>[^\W\d_]{{1,12}}))?"
)
_WORD = re.compile(r"[^\W\d_]{2,12}")
_SEPARATOR = re.compile(rf"[.,'’٫٬ {_SPACES}]")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|www\.\S+", re.S)
_MARKS = re.compile(
    r"^[ \t]*(?:#+ )?(?:[*_]{1,2})?\d{1,3}[.):](?=[\s*_])|\[\^?\d{1,3}(?:[,\s–-]+\d{1,3})*\]|【[^】\n]{0,80}】", re.M
)
"""Numbers of list items, and citations."""
_NAME_GOES_ON = re.compile(r"[A-Za-z]{1,20}[\d_]")
_MINUS = re.compile(r"(?<!\w)[-−] ?[$€£]?$")
_MOST_DIGITS = 200
"""Digits and separators of one figure that are looked at."""
_LONGEST = 15
"""More digits than these are compared digit by digit."""


class Figure(NamedTuple):
    text: str
    readings: tuple[tuple[float, float], ...]
    """The numbers that it may stand for, each with how far it may be from what was rounded to it; none when it has too
    many digits for a number."""


class TooMany(Exception):
    """There are too many figures to look at in good time."""


class Figures:
    """The figures of some texts, to look others up in."""

    def __init__(self, texts: Iterable[str], most: int = 100_000) -> None:
        """TooMany when there are more figures than `most`."""
        values: set[float] = set()
        self._long: set[str] = set()
        for text in texts:
            values.update(number for word in _WORD.findall(text.casefold()) if (number := WORDS.get(word)) is not None)
            for figure in figures(text):
                most -= 1
                if most < 0:
                    raise TooMany
                values.update([value for value, _ in figure.readings])
                if not figure.readings:
                    self._long.add(figure.text)
        self._values = sorted(values)

    def have(self, figure: Figure, rounding: bool) -> bool:
        if not figure.readings:
            return figure.text in self._long
        return any(self._near(value, margin if rounding else 0.0) for value, margin in figure.readings)

    def _near(self, value: float, margin: float) -> bool:
        slack = margin + 1e-9 * value
        at = bisect_left(self._values, value - slack)
        return at < len(self._values) and self._values[at] <= value + slack


def said(text: str) -> list[Figure]:
    """The figures that a text claims: without those of list items, citations, code, addresses and names."""
    return list(figures(_MARKS.sub(" ", _CODE.sub(" ", text))))


def figures(text: str) -> Iterator[Figure]:
    for found in _NUMBER.finditer(text):
        if not _is_name(text, found):
            yield from _read(found)


def numbers(text: str) -> Iterator[tuple[float, ...]]:
    """The numbers of a text with their signs, each as what it may stand for."""
    for found in _NUMBER.finditer(text):
        if not _is_name(text, found):
            sign = -1.0 if _MINUS.search(text, max(found.start() - 3, 0), found.start()) else 1.0
            for figure in _read(found):
                yield tuple([sign * value for value, _ in figure.readings])


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Whether the digits are a part of a name: GPT-4, v1.2, 3f2a."""
    start, after = found.span("digits")
    before = text[start - 1] if start else " "
    if before != " " and (_is_letter(before) or (before in "-./" and start > 1 and _is_letter(text[start - 2]))):
        return True
    return text[after : after + 1].isalpha() and _NAME_GOES_ON.match(text, after) is not None


def _is_letter(character: str) -> bool:
    return (character.isalpha() and not stands_alone(character)) or character == "_"


def _read(found: re.Match[str]) -> Iterator[Figure]:
    digits, percent, word = found.group("digits", "percent", "scale")
    digits = digits[:_MOST_DIGITS]
    scale = SCALES.get(word.casefold(), 1.0) if word else 1.0
    if percent is None and scale == 1.0 and digits.isascii() and digits.isdecimal():
        yield Figure(digits, ((float(digits), 0.5),) if len(digits) <= _LONGEST else ())
        return
    if not digits.isascii():
        digits = "".join([str(unicodedata.digit(each)) if each.isdigit() else each for each in digits])
    shown = found[0].strip() if scale != 1.0 or percent else digits
    for whole in _wholes(digits):
        if len(whole.replace(".", "")) > _LONGEST:
            yield Figure(re.sub(r"\D", "", digits), ())
            return
    readings = _wholes(digits)
    if not readings:  # a date, a version, an address: each of its parts
        for part in _SEPARATOR.split(digits)[:10]:
            if len(part) <= _LONGEST:
                yield Figure(part, ((float(part), 0.0),))
        return
    values = [(float(each) * scale, 0.5 * 10.0 ** -len(each.partition(".")[2]) * scale) for each in readings]
    if percent:
        values += [(value / 100, margin / 100) for value, margin in values]
    yield Figure(shown, tuple(values))


def _wholes(digits: str) -> list[str]:
    """The ways to read digits with separators: as one number, with a decimal point or none."""
    parts = _SEPARATOR.split(digits)
    if len(parts) == 1:
        return [digits]
    marks = [" " if mark in _SPACES else mark for mark in _SEPARATOR.findall(digits)]
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0"
    together = "".join(parts)
    if len(parts) == 2:
        decimal = [".".join(parts)] if marks[0] in ".,٫" else []
        return [*([together] if grouped else []), *decimal]
    if grouped and len(set(marks)) == 1:
        return [together]
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and marks[-1] in ".,٫":
        inner = all(len(part) in (2, 3) for part in parts[1:-1])  # two digits in India: 12,34,567.00
        return [f"{''.join(parts[:-1])}.{parts[-1]}"] if inner else []
    if set(marks) == {","} and len(parts[-1]) == 3 and all(len(part) == 2 for part in parts[1:-1]):
        return [together]
    return []
