"""How many tokens did it take."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import Measure
from otelevals.scoring.score import Score


class Tokens(Measure):
    """The tokens that a provider counted, which pass within limits."""

    instead_of_threshold = "`min` or `max`"

    count: Literal["total", "input", "output", "reasoning", "cache_read", "cache_write"] = "total"
    """Which tokens."""
    min: Annotated[int, Field(ge=0)] | None = None
    """The least that passes."""
    max: Annotated[int, Field(ge=0)] | None = None
    """The most that passes."""

    @model_validator(mode="after")
    def _in_order(self) -> "Tokens":
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is more than `max`")
        return self

    def score(self, interaction: Interaction) -> Score:
        tokens: int = interaction.require(f"usage.{self.count}_tokens")
        return self.measured(float(tokens), f"{tokens} {self.count.replace('_', ' ')} tokens", self.min, self.max)
