"""How long did the answer take to begin."""

from otelevals.api.config import Duration
from otelevals.scorers.base import Measure
from otelevals.scoring.score import NoVerdict, Score


class TimeToFirstToken(Measure):
    """The seconds until the answer began, which pass up to a limit."""

    instead_of_threshold = "`max`"

    max: Duration | None = None
    """The longest that passes."""

    def score(self, time_to_first_token: float) -> Score | NoVerdict:
        if time_to_first_token < 0:
            return Score.unscored("the answer began before it was asked for")
        return self.measured(time_to_first_token, f"it began after {time_to_first_token:.3g} s", None, self.max)
