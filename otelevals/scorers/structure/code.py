"""What checks of code share: where the code is, and how much of it is looked at."""

from abc import abstractmethod
from typing import ClassVar

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.structure.fences import blocks, unfenced
from otelevals.scoring.score import NoVerdict, Score

_LOOKED_AT = 200_000


class CodeScorer(BuiltIn):
    """A scorer of an answer that is code, or has code in it. Passes when all of it is valid."""

    blocks: bool = False
    """Check the code blocks of an answer that has text around them, instead of the whole output."""

    languages: ClassVar[frozenset[str]]
    """What code blocks of it are called."""
    longest: ClassVar[int]
    """Characters; longer code gets no verdict."""

    def score(self, output: str) -> Score | NoVerdict:
        if len(output) > _LOOKED_AT:
            return Score.unscored(f"the output has more than {_LOOKED_AT:,} characters")
        pieces = blocks(output, self.languages) if self.blocks else [unfenced(output)]
        if not pieces:
            return Score.unscored("the output has no code block to check")
        if sum(map(len, pieces)) > self.longest:
            return Score.unscored(f"the code has more than {self.longest:,} characters")
        for piece in pieces:
            verdict = self.check(piece)
            if verdict is not None:
                return verdict
        return Score.passing()

    @abstractmethod
    def check(self, code: str) -> Score | NoVerdict | None:
        """What is wrong with the code, None when nothing is."""
