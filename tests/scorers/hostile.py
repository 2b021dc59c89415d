"""Texts that are meant to keep a scorer busy, and every built-in scorer with what it needs to look at them."""

from collections.abc import Callable
from typing import Any

import orjson

from otelevals.genai.fields import MissingInput
from otelevals.genai.interaction import Interaction
from otelevals.scorers.base import BuiltIn
from otelevals.scoring.configured import configure
from otelevals.scoring.needs import Need, needs_of
from otelevals.scoring.registry import find_scorer, scorer_types
from tests.genai.spans import INPUT, OPERATION, said, span

TEXTS: dict[str, Callable[[int], str]] = {
    "one letter": lambda size: "a" * size,
    "one word": lambda size: "ab " * (size // 3),
    "words": lambda size: " ".join([f"w{number}" for number in range(size // 7)]),
    "figures": lambda size: " ".join([f"{number},{number}" for number in range(size // 12)]),
    "digits": lambda size: "1" * size,
    "groups": lambda size: "1,234" * (size // 5),
    "brackets": lambda size: "[" * size,
    "citations": lambda size: "[1] (a) 【2†b】" * (size // 16),
    "nested": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "objects": lambda size: '{"a":' * (size // 5),
    "values": lambda size: "[" + "1," * (size // 2) + "1]",
    "fences": lambda size: "```\n" * (size // 4),
    "backticks": lambda size: "`" * size,
    "lines": lambda size: "\n" * size,
    "spaces": lambda size: " " * size,
    "stops": lambda size: "a." * (size // 2),
    "ideographs": lambda size: "天地" * (size // 6),
    "marks": lambda size: "e" + "\u0301\u0323" * (size // 4),
    "emoji": lambda size: "👩‍🚀" * (size // 11),
    "right to left": lambda size: "שלום " * (size // 9),
    "sorry": lambda size: "i'm sorry, but " * (size // 15),
    "links": lambda size: "[a](b" * (size // 5),
    "definitions": lambda size: "[^1]: x\n" * (size // 8),
    "quotes": lambda size: "'" * size,
    "minus": lambda size: "-" * size,
}
OPTIONS: dict[str, dict[str, Any]] = {
    "contains": {"values": ["zz", "aab"], "case_sensitive": False, "whole_words": True},
    "json_schema": {"schema": {"items": {"type": "integer"}, "minItems": 10_000_000}},
    "not_contains": {"values": ["zz", "aab"], "whole_words": True},
    "one_of": {"values": ["yes"]},
    "regex": {"pattern": "(a+)+$"},
    "length": {"unit": "sentences"},
    "tool_allowed": {"allow": ["a*b*c"]},
    "json_equals": {"ignore_order": True},
    "python_valid": {"blocks": True},
    "sql_valid": {"blocks": True},
    "citations": {"required": True},
}
CALLING = ("tool_call_valid", "tool_allowed", "tool_calls_match")
BUILT_IN = [name for name in scorer_types() if issubclass(find_scorer(name), BuiltIn)]
SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}}


class Case:
    """A scorer and an interaction whose answer, tool call or result is a text."""

    def __init__(self, name: str, text: str) -> None:
        configured = configure("x", {"type": name, **OPTIONS.get(name, {})})
        self._function = configured.function
        self._needs: tuple[Need, ...] = needs_of(self._function, name)
        self._view = _view(
            text, calls=name in ("tool_call_valid", "tool_allowed", "tool_calls_match"), tool=name == "tool_error"
        )
        self._expected = [{"name": "f", "arguments": {"a": text[:100]}}] if name == "tool_calls_match" else "42"
        self._given = self._look()

    def run(self) -> object:
        """What the scorer says, or what it is missing."""
        positional, named = self._given
        try:
            return self._function(*positional, **named)
        except MissingInput as missing:
            return missing

    def _look(self) -> tuple[list[Any], dict[str, Any]]:
        """What the scorer is given; what the interaction has to read for it is read before."""
        for field in ("input", "output", "context", "documents", "tool_calls", "tools", "tool_result", "system"):
            self._view.get(field)
        positional: list[Any] = []
        for need in self._needs:
            if need.name == "expected":
                positional.append(self._expected)
            else:
                positional.append(self._view if need.name == "interaction" else self._view.value(need.name))
        return positional, {}


def _view(text: str, *, calls: bool, tool: bool) -> Interaction:
    part: dict[str, Any] = {"type": "text", "content": text}
    if calls:
        part = {"type": "tool_call", "name": "f", "arguments": {"a": text}}
    system = [{"type": "text", "content": "You are the agent. " + text}]
    documents = [{"id": "doc-1", "content": "What was found: 42. " + text}]
    answer = orjson.dumps([{"role": "assistant", "parts": [part], "finish_reason": "stop"}]).decode()
    attributes: dict[str, Any] = {
        OPERATION: "chat",
        "gen_ai.output.messages": answer,
        INPUT: said("What is it?", "user"),
        "gen_ai.system_instructions": orjson.dumps(system).decode(),
        "gen_ai.retrieval.documents": orjson.dumps(documents).decode(),
        "gen_ai.tool.definitions": orjson.dumps([{"name": "f", "parameters": SCHEMA}]).decode(),
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 100,
        "gen_ai.server.time_to_first_token": 0.5,
    }
    if tool:
        attributes = {OPERATION: "execute_tool", "gen_ai.tool.name": "f", "gen_ai.tool.call.result": text}
    times: dict[str, Any] = {"start_time_unix_nano": 1_700_000_000 * 10**9, "end_time_unix_nano": 1_700_000_009 * 10**9}
    return Interaction(span(attributes, **times))
