"""Does a regular expression match."""

from functools import cached_property
from typing import Any, Literal

from pydantic import field_validator

from otelevals.genai.interaction import Interaction
from otelevals.scorers.text.base import TextScorer, shown
from otelevals.scorers.text.patterns import compile_pattern
from otelevals.scoring.score import Score


class Regex(TextScorer):
    """Passes when a regular expression matches the text. RE2 syntax: matching takes time linear in the text."""

    pattern: str
    """The regular expression."""
    match: Literal["search", "full"] = "search"
    """Whether to look anywhere or to match the whole text."""
    negate: bool = False
    """Pass when it does not match."""
    case_sensitive: bool = True
    """Whether upper and lower case differ."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        compile_pattern(pattern)
        return pattern

    @cached_property
    def _matcher(self) -> Any:
        compiled = compile_pattern(self.pattern, self.case_sensitive)
        return compiled.fullmatch if self.match == "full" else compiled.search

    def score(self, interaction: Interaction) -> Score | bool:
        # as bytes: re2 would count characters up to the match otherwise
        found = self._matcher(self.text(interaction).encode()) is not None
        if found is not self.negate:
            return True
        return Score.failing(f"the {self.where} {'matches' if found else 'does not match'} {shown(self.pattern)}")
