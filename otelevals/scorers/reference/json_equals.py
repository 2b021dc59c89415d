"""Is the answer the expected JSON."""

from typing import Any

import orjson
from pydantic import Field

from otelevals.scorers.reference.same import TooDeep, difference, in_order, without
from otelevals.scorers.structure.json_valid import JsonScorer, not_json
from otelevals.scoring.score import NoVerdict, Score

_LONGEST = 100_000


class JsonEquals(JsonScorer):
    """Passes when the output is JSON of the same value as what is expected. Needs a dataset."""

    ignore: list[str] = Field(default_factory=list)
    """Keys that do not count, wherever they are."""
    ignore_order: bool = False
    """Whether lists may have their items in another order."""
    extra: bool = False
    """Whether objects may have more keys than are expected."""

    def score(self, output: str, expected: Any) -> Score | NoVerdict | bool:
        try:
            wanted = orjson.loads(expected) if isinstance(expected, str) else expected
        except orjson.JSONDecodeError:
            wanted = expected  # a text that is expected as a JSON string
        try:
            value = self.value(output)
        except orjson.JSONDecodeError as error:
            return not_json(error)
        if len(output) > _LONGEST and (self.ignore or self.ignore_order):
            return Score.unscored(f"the output has more than {_LONGEST:,} characters")
        try:
            found = difference(self._normal(value), self._normal(wanted), extra=self.extra)
        except TooDeep:
            return Score.unscored("the values are nested too deeply to be compared")
        return found is None or Score.failing(found)

    def _normal(self, value: Any) -> Any:
        value = without(value, frozenset(self.ignore)) if self.ignore else value
        return in_order(value) if self.ignore_order else value
