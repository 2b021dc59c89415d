"""Is the answer valid JSON."""

from typing import Any, Literal

import orjson

from otelevals.scorers.base import BuiltIn
from otelevals.scorers.structure.fences import unfenced
from otelevals.scoring.score import Score

_ROOTS = {"object": dict, "array": list, "any": object}


class JsonScorer(BuiltIn):
    """A scorer of an answer that is JSON as a whole."""

    allow_fenced: bool = False
    """Take JSON inside one Markdown code block, as models like to give it."""

    def value(self, output: str) -> Any:
        """The value; orjson.JSONDecodeError when it is none."""
        return orjson.loads(unfenced(output) if self.allow_fenced else output)


class JsonValid(JsonScorer):
    """Passes when the whole output is one JSON value (RFC 8259, so no NaN, comments or trailing commas)."""

    root: Literal["any", "object", "array"] = "any"
    """What the value must be."""

    def score(self, output: str) -> Score | bool:
        try:
            value = self.value(output)
        except orjson.JSONDecodeError as error:
            return not_json(error)
        return isinstance(value, _ROOTS[self.root]) or Score.failing(f"the output is JSON but no {self.root}")


def not_json(error: orjson.JSONDecodeError) -> Score:
    return Score.failing(f"the output is not valid JSON: {error}")
