"""Is the number of the answer the expected one, or near it."""

import math
from typing import Annotated, Any, Literal

from pydantic import Field

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.grounding.figures import numbers
from otelevals.scoring.score import NoVerdict, Score

_LOOKED_AT = 50_000
_LONGEST = 50


class NumericClose(BuiltIn):
    """Passes when a number in the output is within a tolerance of the expected one. Needs a dataset."""

    which: Literal["last", "first", "any"] = "last"
    """Which number of the output counts."""
    relative: Annotated[float, Field(ge=0)] = 1e-6
    """How far it may be from the expected number, as a share of that."""
    absolute: Annotated[float, Field(ge=0)] = 0.0
    """How far it may be from the expected number, where that is more."""

    def score(self, output: str, expected: Any) -> Score | NoVerdict | bool:
        wanted = _wanted(expected)
        if wanted is None:
            return Score.unscored("what is expected is not a number")
        found = self._found(output)
        if not found:
            return Score.failing("the output has no number")
        margin = max(self.relative * abs(wanted), self.absolute)
        near = any(abs(number - wanted) <= margin for readings in found for number in readings)
        said = f"{found[0][0]:.15g} is not" if len(found) == 1 and found[0] else "no number is"
        return near or Score.failing(f"{said} near {wanted:.15g}")

    def _found(self, output: str) -> list[tuple[float, ...]]:
        whole = _one(output) if len(output) <= _LONGEST else None
        if whole is not None:
            return [(whole,)]
        text = output[:_LOOKED_AT] if self.which == "first" else output[-_LOOKED_AT:]
        found = list(numbers(text))
        if self.which == "any":
            return found
        return found[:1] if self.which == "first" else found[-1:]


def _wanted(expected: Any) -> float | None:
    if isinstance(expected, str):
        return _one(expected)
    if isinstance(expected, bool) or not isinstance(expected, int | float):
        return None
    try:
        number = float(expected)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _one(text: str) -> float | None:
    """The number that a text is as a whole."""
    if len(text) > _LONGEST or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        several = list(numbers(text))
        return several[0][0] if len(several) == 1 and len(several[0]) == 1 else None
    return number if math.isfinite(number) else None
