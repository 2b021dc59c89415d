"""Are the tool calls of the answer the expected ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import orjson
from pydantic import Field

from otelevals.genai.interaction import Interaction
from otelevals.genai.messages import ToolCall
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.reference.same import TooDeep, difference, without
from otelevals.scorers.text.base import shown
from otelevals.scoring.score import NoVerdict, Score

_MOST = 200
"""Calls that are compared, each with each."""


class ToolCallsMatch(BuiltIn):
    """The share of the calls that are expected and made, of all that are either. Passes at 1. Needs a dataset.

    What is expected is a list of names, or of objects with `name` and, where they matter, `arguments`.
    """

    arguments: Literal["equal", "contain", "ignore"] = "equal"
    """Whether arguments have to be those that are expected, to contain them, or do not matter."""
    ignore: list[str] = Field(default_factory=list)
    """Keys of arguments that do not count, wherever they are."""
    in_order: bool = False
    """Whether the calls have to come in the expected order."""
    extra: bool = False
    """Whether more calls than are expected may be made."""

    def score(self, interaction: Interaction, expected: Any) -> Score | NoVerdict:
        made: Sequence[ToolCall] = interaction.require("tool_calls")
        wanted = _calls(expected)
        if wanted is None:
            return Score.unscored("what is expected is not a list of tool calls")
        if max(len(made), len(wanted)) > _MOST:
            return Score.unscored(f"there are more than {_MOST} tool calls")
        try:
            missing, left = self._compared(wanted, [_Call(call.name, call.arguments) for call in made])
        except TooDeep:
            return Score.unscored("the arguments are nested too deeply to be compared")
        matched = len(wanted) - len(missing)
        considered = len(wanted) + (0 if self.extra else len(left))
        share = matched / considered if considered else 1.0
        if missing:
            return Score(share, "fail", False, f"the call of {shown(missing[0].name)} is missing or differs")
        if left and not self.extra:
            return Score(share, "fail", False, f"the call of {shown(left[0].name)} is not expected")
        return Score(share, "pass", True)

    def _compared(self, wanted: "Sequence[_Call]", made: "list[_Call]") -> "tuple[list[_Call], list[_Call]]":
        """The expected calls that were not made, and the calls that were not expected."""
        missing: list[_Call] = []
        left = list(made)
        start = 0
        for call in wanted:
            at = next((place for place in range(start, len(left)) if self._same(left[place], call)), None)
            if at is None:
                missing.append(call)
                continue
            del left[at]
            start = at if self.in_order else 0
        return missing, left

    def _same(self, made: "_Call", wanted: "_Call") -> bool:
        if made.name != wanted.name:
            return False
        if self.arguments == "ignore" or wanted.arguments is None:
            return True
        keys = frozenset(self.ignore)
        one, other = without(made.arguments or {}, keys), without(wanted.arguments, keys)
        return difference(one, other, extra=self.arguments == "contain") is None


class _Call(NamedTuple):
    name: str
    arguments: Any = None


def _calls(expected: Any) -> list[_Call] | None:
    if not isinstance(expected, list | tuple):
        return None
    calls = [_call(each) for each in expected]
    return None if None in calls else [each for each in calls if each]


def _call(written: Any) -> _Call | None:
    if isinstance(written, str):
        return _Call(written)
    if not isinstance(written, Mapping):
        return None
    function = written.get("function")
    inner: Mapping[str, Any] = function if isinstance(function, Mapping) else written  # as OpenAI writes them
    name, arguments = inner.get("name"), inner.get("arguments")
    if isinstance(arguments, str):
        try:
            arguments = orjson.loads(arguments)
        except orjson.JSONDecodeError:
            return None
    return _Call(name, arguments) if isinstance(name, str) and name else None
