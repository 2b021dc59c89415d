"""Are the tool calls of the answer such as its tools can take."""

from functools import lru_cache

import orjson

from otelevals.genai.interaction import Interaction
from otelevals.genai.messages import ToolCall
from otelevals.genai.records import Tool
from otelevals.otlp.anyvalue import Value
from otelevals.scorers.base import BuiltIn
from otelevals.scorers.schemas import BadSchema, Schema, TooComplex
from otelevals.scorers.text.base import shown
from otelevals.scorers.tools.calls import NO_CALLS
from otelevals.scoring.score import NoVerdict, Score

_REMEMBERED = 256
_LONGEST_SCHEMA = 50_000
_MOST_PATTERNS = 50
"""Each takes milliseconds to compile, at worst."""
_MOST_WORK = 10_000_000
"""Steps through the schema times bytes of the arguments."""


class ToolCallValid(BuiltIn):
    """Passes when every tool that is called was offered, with arguments as its schema says."""

    def score(self, interaction: Interaction) -> Score | NoVerdict:
        calls: tuple[ToolCall, ...] = interaction.require("tool_calls")
        if not calls:
            return NO_CALLS
        offered: dict[str, Tool] = {tool.name: tool for tool in interaction.require("tools")}
        unknown: NoVerdict | None = None
        for call in calls:
            if call.name not in offered:
                return Score.failing(f"{shown(call.name)} was not offered")
            found = _check(call, offered[call.name])
            if isinstance(found, Score):
                return found
            unknown = unknown or found
        return unknown or Score.passing()


def _check(call: ToolCall, tool: Tool) -> Score | NoVerdict | None:
    """What is wrong with the arguments, None when nothing is."""
    arguments = {} if call.arguments is None or call.arguments == "" else call.arguments
    if not isinstance(arguments, dict):
        return Score.failing(f"the arguments of {shown(call.name)} are not a JSON object")
    if tool.parameters is None:
        return None
    try:
        written = orjson.dumps(tool.parameters)
        size = len(orjson.dumps(arguments))
    except orjson.JSONEncodeError:
        return _unusable(call.name, "it is not JSON")
    if len(written) > _LONGEST_SCHEMA:
        return _unusable(call.name, f"it has more than {_LONGEST_SCHEMA:,} bytes")
    if written.count(b'"pattern') > _MOST_PATTERNS:
        return _unusable(call.name, f"it has more than {_MOST_PATTERNS} patterns")
    schema = _compiled(written)
    if isinstance(schema, str):
        return _unusable(call.name, schema)
    try:
        problem = schema.problem(arguments, _MOST_WORK // size)
    except TooComplex:
        return _unusable(call.name, "it could take too long to check these arguments")
    if problem is None:
        return None
    return Score.failing(f"the arguments of {shown(call.name)} do not match its schema: {problem}")


def _unusable(name: str, why: str) -> NoVerdict:
    return Score.unscored(f"the schema of {shown(name)} cannot be used: {why}")


@lru_cache(_REMEMBERED)
def _compiled(written: bytes) -> Schema | str:
    """The schema, or why it cannot be used. An application offers the same tools again and again."""
    try:
        schema: Value = orjson.loads(written)
        return Schema(schema)
    except BadSchema as error:
        return str(error)
