"""How near is the answer to the expected one."""

from typing import Any

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.reference.base import expected_texts
from otelevals.scorers.words import composed, folded
from otelevals.scoring.score import NoVerdict, Score

_LONGEST = 100_000
_TOO_LONG = Score.unscored("the texts are too long to be compared")
_MOST_WORK = 100_000_000
"""Characters of one text times those of the other."""


class Levenshtein(BuiltIn):
    """How alike the output and the expected text are: 1 when they are the same, 0 when nothing is. Needs a dataset.

    Of several expected texts the nearest counts. Passes by `threshold`.
    """

    case_sensitive: bool = True
    """Whether upper and lower case differ."""
    strip: bool = True
    """Ignore white space around the texts."""

    def score(self, output: str, expected: Any) -> Score | NoVerdict:
        if len(output) > _LONGEST:
            return _TOO_LONG
        said = self._normal(output)
        wanted = [self._normal(each) for each in expected_texts(expected)]
        if not wanted:
            return Score.unscored("nothing is expected")
        if len(said) * sum(map(len, wanted)) > _MOST_WORK:
            return _TOO_LONG
        return Score(max(likeness(said, each) for each in wanted))

    def _normal(self, text: str) -> str:
        text = text.strip() if self.strip else text
        return composed(text) if self.case_sensitive else folded(text)


def likeness(one: str, other: str) -> float:
    """1 for equal texts, less for every character that has to be put in, taken out or changed."""
    longest = max(len(one), len(other))
    return 1.0 if one == other else 1.0 - distance(one, other) / longest


def distance(one: str, other: str) -> int:
    """The least number of characters to put in, take out or change (Myers 1999, as Hyyrö 2003 has it): a column of the
    table is held in two integers, so that a step costs one addition and a few operations on bits."""
    if len(one) < len(other):
        one, other = other, one
    if not other:
        return len(one)
    places: dict[str, int] = {}
    for at, character in enumerate(other):
        places[character] = places.get(character, 0) | 1 << at
    full = (1 << len(other)) - 1
    last = 1 << len(other) - 1
    rises, falls, result = full, 0, len(other)
    for character in one:
        same = places.get(character, 0)
        diagonal = (((same & rises) + rises) ^ rises) | same | falls
        up = falls | (full & ~(diagonal | rises))
        down = rises & diagonal
        result += (up & last > 0) - (down & last > 0)
        up = (up << 1 | 1) & full
        rises = (down << 1 & full) | (full & ~(diagonal | up))
        falls = up & diagonal
    return result
