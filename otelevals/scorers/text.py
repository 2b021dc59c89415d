"""Checks of text: is there an answer, does it contain, match or equal what is configured."""

from functools import cached_property
from typing import Annotated, Any, Literal

import re2
from pydantic import Field, field_validator

from otelevals.genai.interaction import Interaction
from otelevals.scoring.score import Score
from otelevals.scoring.scorer import Scorer

_SHOWN = 60

Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class TextScorer(Scorer):
    """A scorer of one side of the exchange."""

    where: Literal["output", "input"] = "output"
    """The text to look at: what the model answered, or what it was last asked."""

    def text(self, interaction: Interaction) -> str:
        found: str = interaction.require(self.where)
        return found


class NotEmpty(Scorer):
    """Passes when the answer has text other than white space, or calls a tool."""

    def score(self, interaction: Interaction) -> Score | bool:
        if interaction.tool_calls or interaction.require("output").strip():
            return True
        return Score.failing("the output is empty")


class Contains(TextScorer):
    """Passes when the text contains any, or all, of the given values."""

    values: Words
    match: Literal["any", "all"] = "any"
    """Whether one value is enough."""
    case_sensitive: bool = True

    @cached_property
    def _wanted(self) -> list[str]:
        return self.values if self.case_sensitive else [value.casefold() for value in self.values]

    def score(self, interaction: Interaction) -> Score | bool:
        text = self.text(interaction)
        if not self.case_sensitive:
            text = text.casefold()
        if self.match == "any":
            return any(map(text.__contains__, self._wanted)) or Score.failing(
                f"the {self.where} contains none of the values"
            )
        missing = [value for value, wanted in zip(self.values, self._wanted, strict=True) if wanted not in text]
        return not missing or Score.failing(f"the {self.where} does not contain {shown(missing[0])}")


class Regex(TextScorer):
    """Passes when a regular expression matches the text. RE2 syntax: matching takes time linear in the text."""

    pattern: str
    match: Literal["search", "full"] = "search"
    """Whether to look anywhere or to match the whole text."""
    negate: bool = False
    """Pass when it does not match."""
    case_sensitive: bool = True

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            compile_pattern(pattern)
        except re2.error as error:
            raise ValueError(f"RE2 does not take this regular expression: {_message(error)}") from error
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


class OneOf(TextScorer):
    """Passes when the text is one of the given values."""

    values: Words
    strip: bool = True
    """Ignore white space around the text."""
    case_sensitive: bool = False

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(map(self._normal, self.values))

    def _normal(self, text: str) -> str:
        text = text.strip() if self.strip else text
        return text if self.case_sensitive else text.casefold()

    def score(self, interaction: Interaction) -> Score | bool:
        allowed = self._normal(self.text(interaction)) in self._allowed
        return allowed or Score.failing(f"the {self.where} is none of the values")


def compile_pattern(pattern: str, case_sensitive: bool = True) -> Any:
    """A regular expression for the question whether it matches; re2.error when it is none."""
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.never_capture = True
    options.log_errors = False
    return re2.compile(pattern, options)


def shown(text: str) -> str:
    """The beginning of a text in quotation marks, for explanations."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def _message(error: BaseException) -> str:
    message = error.args[0] if error.args else ""
    return message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
