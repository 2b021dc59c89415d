"""Did the answer end as it should."""

from typing import Annotated

from pydantic import Field

from otelevals.genai.derived import finish_reason
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import Score


class FinishReason(BuiltIn):
    """Passes when every choice of the answer ended for an allowed reason."""

    allowed: Annotated[list[str], Field(min_length=1)] = Field(default_factory=lambda: ["stop", "tool_call"])
    """The reasons that pass: `stop`, `tool_call`, `length`, `content_filter`, `error`, or a provider's own word."""

    def score(self, finish_reasons: tuple[str, ...]) -> Score | bool:
        allowed = {finish_reason(each) for each in self.allowed}
        for reason in finish_reasons:
            if reason not in allowed:
                return Score.failing(f"the answer ended because of {shown(reason)}")
        return True
