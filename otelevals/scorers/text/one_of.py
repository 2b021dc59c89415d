"""Is the text one of a few."""

from functools import cached_property

from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import TextScorer, Words
from otelevals.scorers.words import composed, folded
from otelevals.scoring.score import Score


class OneOf(TextScorer):
    """Passes when the text is one of the given values."""

    values: Words
    """The allowed texts."""
    strip: bool = True
    """Ignore white space around the text."""
    case_sensitive: bool = False
    """Whether upper and lower case differ."""

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(map(self._normal, self.values))

    def _normal(self, text: str) -> str:
        text = text.strip() if self.strip else text
        return composed(text) if self.case_sensitive else folded(text)

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.text(interaction)
        allowed = self._normal(text) in self._allowed
        return allowed or Score.failing(f"the {self.where} is none of the values")
