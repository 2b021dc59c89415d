"""Are the figures of the answer in what it was to be based on."""

from typing import Annotated

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.grounding.figures import Figure, Figures, TooMany, said
from otelevals.scoring.score import NoVerdict, Score

_ANSWER, _GIVEN = 30_000, 200_000
"""Characters that are looked at."""
_MOST = 5_000
"""Figures of the context."""
_SHOWN = 5


class NumbersInContext(BuiltIn):
    """The share of the answer's figures that are in the context, or in what was asked. Passes when all are."""

    max_missing: Annotated[int, Field(ge=0)] = 0
    """How many figures may be missing from the context."""
    rounding: bool = True
    """Whether a figure may be a rounded one of the context: 3.1 million for 3,141,592."""
    ignore_below: Annotated[float, Field(ge=0)] = 0
    """Leave out whole numbers below this, which often only count something in the answer."""

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        output, context = interaction.require("output"), interaction.require("context")
        claimed = [each for each in said(output[:_ANSWER]) if not self._only_counts(each)]
        if not claimed:
            return Score.unscored("the answer has no figures")
        try:
            known = Figures(["\n".join(context)[:_GIVEN], _asked(interaction)[-_GIVEN:]], _MOST)
        except TooMany:
            return Score.unscored(f"the context has more than {_MOST:,} figures")
        missing = [each.text for each in claimed if not known.have(each, self.rounding)]
        share = 1 - len(missing) / len(claimed)
        if len(missing) <= self.max_missing:
            return Score(share, "pass", True)
        shown = ", ".join([text[:20] for text in dict.fromkeys(missing)][:_SHOWN])
        return Score(share, "fail", False, f"not in the context: {shown}")

    def _only_counts(self, figure: Figure) -> bool:
        return bool(figure.readings) and all(
            value.is_integer() and value < self.ignore_below for value, _ in figure.readings
        )


def _asked(interaction: Interaction) -> str:
    """The instructions, and what others than the model said."""
    messages = interaction.value("input_messages") or ()
    texts = [interaction.value("system") or "", interaction.input or ""]
    return "\n".join([*texts, *[message.text for message in messages if message.role != "assistant"]])
