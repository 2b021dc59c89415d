"""Checks of form: is the answer valid JSON."""

from typing import Literal

import orjson

from otelevals.scoring.score import Score
from otelevals.scoring.scorer import Scorer

_FENCE = "```"
_ROOTS = {"object": dict, "array": list, "any": object}


class JsonValid(Scorer):
    """Passes when the whole output is one JSON value (RFC 8259, so no NaN, comments or trailing commas)."""

    root: Literal["any", "object", "array"] = "any"
    """What the value must be."""
    allow_fenced: bool = False
    """Take JSON inside one Markdown code block, as models like to give it."""

    def score(self, output: str) -> Score | bool:
        text = unfenced(output) if self.allow_fenced else output
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            return Score.failing(f"the output is not valid JSON: {error}")
        return isinstance(value, _ROOTS[self.root]) or Score.failing(f"the output is JSON but no {self.root}")


def unfenced(text: str) -> str:
    """What is inside the code block when the text is nothing but one, else the text."""
    inner = text.strip()
    if not (inner.startswith(_FENCE) and inner.endswith(_FENCE) and len(inner) > 2 * len(_FENCE)):
        return text
    first, newline, rest = inner.partition("\n")
    if not newline or " " in first.strip():
        return text
    return rest.removesuffix(_FENCE)
