"""Is something in the text that must not be there."""

from functools import cached_property

from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import ValuesScorer, shown
from otelevals.scoring.score import Score


class NotContains(ValuesScorer):
    """Passes when the text contains none of the given values."""

    @cached_property
    def _unwanted(self) -> list[str]:
        return [self.normal(value) for value in self.values]

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.normal(self.text(interaction))
        for value, unwanted in zip(self.values, self._unwanted, strict=True):
            if self.has(text, unwanted):
                return Score.failing(f"the {self.where} contains {shown(value)}")
        return True
