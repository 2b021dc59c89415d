"""Does the text repeat itself, as models do that got caught in a loop."""

import re
from typing import Annotated

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import TextScorer, shown
from otelevals.scorers.words import words
from otelevals.scoring.score import Score

_LOOKED_AT = 15_000
"""Characters at the beginning, and as many at the end: loops go on to the end."""
_LONGEST_WORD = 64
_BLOCK = re.compile(r"^[ ]{0,3}(?:```|~~~).*?(?:^[ ]{0,3}(?:```|~~~)[ \t]*$|\Z)", re.M | re.S)


class Repetition(TextScorer):
    """The share of the text that is new, 1 when nothing repeats. Passes when little does and nothing loops."""

    words: Annotated[int, Field(ge=2, le=20)] = 5
    """How many words in a row make a repetition when they were there before."""
    max_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """The share of repetitions up to which the text passes."""
    max_loop: Annotated[int, Field(ge=1)] = 40
    """How many words may go round in a loop: what comes a third time right after the second, and so on."""
    ignore_code: bool = True
    """Leave out code blocks, which repeat much for good reasons."""

    def score(self, interaction: Interaction) -> Score:
        text = self.text(interaction)
        if len(text) > 2 * _LOOKED_AT:
            text = text[:_LOOKED_AT] + "\n" + text[-_LOOKED_AT:]
        if self.ignore_code and ("```" in text or "~~~" in text):
            text = _BLOCK.sub("", text)
        said = _pieces(text)
        repeated, loop, at = _repetitions(said, self.words)
        share = repeated / max(len(said) - self.words + 1, 1)
        if loop > self.max_loop:
            example = " ".join(said[at : at + self.words])
            return Score(1 - share, "fail", False, f"{loop} words go round in a loop, such as {shown(example)}")
        if share > self.max_share:
            return Score(1 - share, "fail", False, f"{share:.0%} of the {self.where} repeats what it said before")
        return Score(1 - share, "pass", True)


def _pieces(text: str) -> list[str]:
    """Words; the characters of a word that is longer than words are."""
    found = words(text.casefold())
    if max(map(len, found), default=0) <= _LONGEST_WORD:
        return found
    return [piece for word in found for piece in (word if len(word) > _LONGEST_WORD else (word,))]


def _repetitions(said: list[str], length: int) -> tuple[int, int, int]:
    """How many runs of words were there before; of what repeats without a break the most words, and where they are."""
    runs = list(zip(*[said[start:] for start in range(length)], strict=False))
    repeated = len(runs) - len(set(runs))
    if not repeated:
        return 0, 0, 0
    last: dict[tuple[str, ...], int] = {}
    longest = place = period = loop = 0
    for at, run in enumerate(runs):
        distance = at - last.get(run, at)
        last[run] = at
        if not distance:
            period = loop = 0
            continue
        loop = loop + 1 if distance == period else 1
        period = distance
        # what has come round again, as far as it went round more than once
        again = loop + length - 1 - period
        if again > longest:
            longest, place = again, at
    return repeated, longest, place
