"""The tool calls that a scorer of tools looks at."""

from collections.abc import Sequence

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import ToolCall
from otelevals.scoring.score import NoVerdict, Score

NO_CALLS = Score.unscored("the answer calls no tool")


def called(interaction: Interaction) -> Sequence[ToolCall] | NoVerdict:
    """The calls of an answer, or the one that a tool's own span stands for."""
    if interaction.kind is Kind.TOOL:
        return (ToolCall(interaction.require("tool_name"), interaction.value("tool_arguments")),)
    calls: Sequence[ToolCall] = interaction.require("tool_calls")
    return calls or NO_CALLS
