"""Does the answer call only tools that it may."""

from functools import cached_property
from typing import Any

from pydantic import Field, model_validator

from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.base import shown
from otelevals.scorers.text.patterns import compile_pattern
from otelevals.scorers.tools.calls import called
from otelevals.scoring.score import NoVerdict, Score


class ToolAllowed(BuiltIn):
    """Passes when every tool that is called is allowed. In names, `*` stands for any characters."""

    allow: list[str] = Field(default_factory=list)
    """The tools that may be called; every tool when none is named."""
    deny: list[str] = Field(default_factory=list)
    """The tools that must not be called, whatever is allowed."""

    @model_validator(mode="after")
    def _says_something(self) -> "ToolAllowed":
        if not (self.allow or self.deny):
            raise ValueError("expected names of tools in `allow` or `deny`")
        return self

    @cached_property
    def _allowed(self) -> Any:
        return _matcher(self.allow or ["*"])

    @cached_property
    def _denied(self) -> Any:
        return _matcher(self.deny)

    def score(self, interaction: Interaction) -> Score | NoVerdict | bool:
        calls = called(interaction)
        if isinstance(calls, NoVerdict):
            return calls
        for call in calls:
            name = call.name.encode()
            if self._denied(name) is not None or self._allowed(name) is None:
                return Score.failing(f"{shown(call.name)} must not be called")
        return True


def _matcher(names: list[str]) -> Any:
    parts = [".*".join([_literal(part) for part in name.split("*")]) for name in names]
    return compile_pattern(f"(?s)(?:{'|'.join(parts)})" if parts else r"[^\s\S]").fullmatch


def _literal(text: str) -> str:
    return "".join([each if each.isalnum() or each == "_" else f"\\x{{{ord(each):x}}}" for each in text])
