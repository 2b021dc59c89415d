"""Did a tool fail."""

from collections.abc import Mapping
from typing import Any, ClassVar

import orjson

from otelevals.genai.fields import Absent
from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import Score

_BEGINNINGS = ("error:", "error executing", "error calling", "exception:", "traceback (most recent call last)")
_LOOKED_AT = 100
_LONGEST = 100_000
_FAILED = ("error", "failed", "failure")


class ToolError(BuiltIn):
    """Passes when the tool did not fail, by its span or by the result that it gave."""

    defaults: ClassVar[dict[str, Any]] = {"on": "tool"}

    results: bool = True
    """Look into results, too: many tools return their errors."""

    def score(self, interaction: Interaction) -> Score | bool:
        error = interaction.value("error")
        if error:
            return Score.failing(f"the tool failed: {shown(str(error))}")
        result = interaction.get("tool_result")
        if isinstance(result, Absent) or not self.results:
            return True
        said = _error_in(result.value)
        return said is None or Score.failing(f"the tool returned an error: {shown(said)}")


def _error_in(result: Any) -> str | None:
    """The error that a result says, None when it says none."""
    if isinstance(result, str):
        start = result[:_LOOKED_AT].lstrip().lower()
        if start.startswith(_BEGINNINGS):
            return result.lstrip()
        if not start.startswith("{") or len(result) > _LONGEST:
            return None
        try:
            result = orjson.loads(result)
        except orjson.JSONDecodeError:
            return None
    if not isinstance(result, Mapping):
        return None
    if result.get("isError") is True or result.get("is_error") is True:  # MCP, Anthropic
        return _text(result.get("content") or result)
    if result.get("success") is False or result.get("ok") is False or _word(result.get("status")) in _FAILED:
        return _text(result.get("error") or result.get("message") or result)
    error = result.get("error")
    return _text(error) if error else None


def _word(value: Any) -> str:
    return value.lower() if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)[: 2 * _LOOKED_AT]
