"""Is there an answer."""

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scoring.score import Score


class NotEmpty(BuiltIn):
    """Passes when the answer has text other than white space, or calls a tool."""

    def score(self, interaction: Interaction) -> Score | bool:
        if interaction.tool_calls or interaction.require("output").strip():
            return True
        return Score.failing("the output is empty")
