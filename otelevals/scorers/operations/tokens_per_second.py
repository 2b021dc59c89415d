"""How fast was the answer written."""

from typing import Annotated

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import Measure
from otelevals.scorers.operations.timing import duration
from otelevals.scoring.score import NoVerdict, Score

_SHORTEST = 0.001
"""Seconds within which nobody writes an answer: it came from a cache, or the times are those of something else."""


class TokensPerSecond(Measure):
    """The tokens of the answer for each second that it was written in, which pass from a limit on."""

    min: Annotated[float, Field(ge=0)] | None = None
    """The least that passes."""
    min_tokens: Annotated[int, Field(ge=1)] = 10
    """Shorter answers get no verdict: their time is that of getting started."""

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        tokens: int = interaction.require("usage.output_tokens")
        if tokens < self.min_tokens:
            return Score.unscored(f"the answer has fewer than {self.min_tokens} tokens")
        seconds = duration(interaction)
        first = interaction.value("time_to_first_token")
        if first is not None and 0 < first < seconds:
            seconds, tokens = seconds - first, tokens - 1
        if seconds < _SHORTEST:
            return Score.unscored("the answer was there at once")
        speed = tokens / seconds
        return self.measured(speed, f"{speed:.3g} tokens a second", self.min, None)
