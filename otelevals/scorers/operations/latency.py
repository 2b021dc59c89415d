"""How long did the answer take."""

from otelevals.api.config import Duration
from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import Measure
from otelevals.scorers.operations.timing import duration
from otelevals.scoring.score import Score


class Latency(Measure):
    """The seconds that the span took, which pass up to a limit."""

    instead_of_threshold = "`max`"

    max: Duration | None = None
    """The longest that passes."""

    def score(self, interaction: Interaction) -> Score:
        seconds = duration(interaction)
        return self.measured(seconds, f"it took {seconds:.3g} s", None, self.max)
