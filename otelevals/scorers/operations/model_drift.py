"""Did the model answer that should."""

import re

from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import Score

_ROUTE = re.compile(r"^(?:.*/)?(?:(?:us|eu|apac|global|jp|au|ca)\.)?(?:[a-z0-9]+\.(?=[a-z]))?")
_DEPLOYMENT = re.compile(r"-latest$|-v\d+:\d+$")
_VERSION = re.compile(r"[-@](?:20\d{2}-?\d{2}-?\d{2}|\d{2}-\d{2}|\d{3,4}|v\d+)$")
_LONGEST = 200


class ModelDrift(BuiltIn):
    """Passes when the model that answered is the one that was asked for, or one that is pinned."""

    pinned: list[str] = Field(default_factory=list)
    """The models that may answer, by their exact names, whatever was asked for."""

    def score(self, interaction: Interaction) -> Score | bool:
        served: str = interaction.require("response_model")
        if self.pinned:
            return served in self.pinned or Score.failing(f"{shown(served)} answered, which is not pinned")
        requested: str = interaction.require("request_model")
        if same_model(requested, served):
            return True
        return Score.failing(f"{shown(served)} answered instead of {shown(requested)}")


def same_model(requested: str, served: str) -> bool:
    """Whether one is the other, or a version of what was asked for: an alias stands for any of its versions."""
    if requested == served:
        return True
    asked, answered = _name(requested), _name(served)
    return asked == answered or asked == _VERSION.sub("", answered)


def _name(model: str) -> str:
    """Without where it is served and by whom: openai/gpt-4o, eu.anthropic.claude-...-v1:0, models/gemini-..."""
    return _DEPLOYMENT.sub("", _ROUTE.sub("", model[:_LONGEST].lower(), count=1))
