"""An interaction's values as lists, mappings and texts: for conditions and for JSON."""

from dataclasses import fields, is_dataclass
from typing import Any

from otelevals.genai.messages import Media, Message, Other, Reasoning, Text, ToolCall, ToolResult
from otelevals.otlp.anyvalue import Value

_TYPES = {Text: "text", Reasoning: "reasoning", ToolCall: "tool_call", ToolResult: "tool_result", Media: "media"}


def plain(value: Any) -> Value:
    if isinstance(value, Other):
        return {"type": value.type}
    if isinstance(value, Message):
        made: dict[str, Value] = {"role": value.role, "parts": [plain(part) for part in value.parts]}
        return {**made, "finish_reason": value.finish_reason} if value.finish_reason else made
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: each for name, each in value._asdict().items() if each is not None}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        kind = _TYPES.get(type(value))
        return {
            **({"type": kind} if kind else {}),
            **{name: each for name, each in said.items() if each not in (None, "")},
        }
    return value
