"""Is the answer the expected one."""

from typing import Any

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.reference.base import expected_texts
from otelevals.scorers.text.base import shown
from otelevals.scorers.words import composed, folded
from otelevals.scoring.score import NoVerdict, Score


class ExactMatch(BuiltIn):
    """Passes when the output is the expected text, or one of several. Needs a dataset."""

    case_sensitive: bool = True
    """Whether upper and lower case differ."""
    strip: bool = True
    """Ignore white space around the texts."""
    collapse: bool = False
    """Take any white space inside the texts for one space."""

    def score(self, output: str, expected: Any) -> Score | NoVerdict | bool:
        wanted = expected_texts(expected)
        if not wanted:
            return Score.unscored("nothing is expected")
        said = self._normal(output)
        if any(said == self._normal(each) for each in wanted):
            return True
        return Score.failing(f"{shown(output)} is not {shown(wanted[0])}")

    def _normal(self, text: str) -> str:
        if self.collapse:
            text = " ".join(text.split())
        elif self.strip:
            text = text.strip()
        return composed(text) if self.case_sensitive else folded(text)
