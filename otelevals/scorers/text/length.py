"""How long is the text."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import Measure, side
from otelevals.scorers.words import count, sentences
from otelevals.scoring.score import Score

_BYTES_A_TOKEN = 4


class Length(Measure):
    """The length of the text, which passes when it is within the limits."""

    unit: Literal["characters", "words", "sentences", "lines", "tokens"] = "words"
    """What is counted. Tokens are an estimate: usage has what a provider counted."""
    min: Annotated[int, Field(ge=0)] | None = None
    """The least that passes."""
    max: Annotated[int, Field(ge=0)] | None = None
    """The most that passes."""
    where: Literal["output", "input"] = "output"
    """The text to look at: what the model answered, or what it was last asked."""

    @model_validator(mode="after")
    def _in_order(self) -> "Length":
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("`min` is more than `max`")
        return self

    def score(self, interaction: Interaction) -> Score:
        length = self._length(side(interaction, self.where))
        return self.measured(float(length), f"the {self.where} has {length} {self.unit}", self.min, self.max)

    def _length(self, text: str) -> int:
        match self.unit:
            case "characters":
                return len(text)
            case "words":
                return count(text)[0]
            case "sentences":
                return len(sentences(text))
            case "lines":
                return len(text.splitlines())
            case "tokens":
                return tokens(text)


def tokens(text: str) -> int:
    """About how many tokens a text has: one for each character of a script without spaces, else one for four bytes."""
    if text.isascii():
        return -(-len(text) // _BYTES_A_TOKEN)
    _, alone = count(text)
    return alone + -(-(len(text.encode()) - 3 * alone) // _BYTES_A_TOKEN)
