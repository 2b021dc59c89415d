"""Is something in the text that has to be there."""

from functools import cached_property
from typing import Literal

from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import ValuesScorer, shown
from otelevals.scoring.score import Score


class Contains(ValuesScorer):
    """Passes when the text contains any, or all, of the given values."""

    match: Literal["any", "all"] = "any"
    """Whether one value is enough."""

    @cached_property
    def _wanted(self) -> list[str]:
        return [self.normal(value) for value in self.values]

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.normal(self.text(interaction))
        if self.match == "any":
            found = any(self.has(text, wanted) for wanted in self._wanted)
            return found or Score.failing(f"the {self.where} contains none of the values")
        for value, wanted in zip(self.values, self._wanted, strict=True):
            if not self.has(text, wanted):
                return Score.failing(f"the {self.where} does not contain {shown(value)}")
        return True
