"""What the fields of a row may hold: a check for each, and the words for what it expects."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from otelevals.genai.usage import Usage
from otelevals.genai.write import OPERATIONS, is_message
from otelevals.scoring.names import choices

_LONGEST_ID = 200
_MOST_LEVELS, _MOST_LEVELS_OF_ATTRIBUTES = 100, 25
_MOST_SECONDS = 1e7


class FieldType(NamedTuple):
    expects: str
    fits: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_id(value: Any) -> bool:
    if isinstance(value, int):
        return not isinstance(value, bool)
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST_SECONDS


def _is_time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return 1971 <= read_time(value).year <= 2200
    except (ValueError, OverflowError):
        return False


def read_time(text: str) -> datetime:
    """A time without a zone is in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_document(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and bool({"text", "content"} & value.keys()))


def _is_context(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(map(_is_document, value)))


def _is_messages(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_message, value))


def _is_usage(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() <= set(Usage._fields) and all(map(_is_whole, value.values()))


def _are_calls(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) and _is_name(each.get("name")) for each in value)


def _are_tools(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict | str) for each in value)


def _is_hex(digits: int) -> Callable[[Any], bool]:
    pattern = re.compile(f"(?!0+$)[0-9a-fA-F]{{{digits}}}")
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_attributes(value: Any) -> bool:
    return isinstance(value, dict) and all(value) and _is_flat(value)


def _is_flat(value: Any) -> bool:
    return levels(value, _MOST_LEVELS_OF_ATTRIBUTES) <= _MOST_LEVELS_OF_ATTRIBUTES


_NESTED = f"at most {_MOST_LEVELS_OF_ATTRIBUTES} levels deep"
_ANY = FieldType("", lambda value: True)
_TEXT = FieldType("a text", _is_text)
_NAME = FieldType("a text that is not empty", _is_name)
_ID = FieldType(f"a text of up to {_LONGEST_ID} characters, or an integer", _is_id)
_SECONDS = FieldType("a number of seconds", _is_seconds)

FIELDS: Mapping[str, FieldType] = {
    "id": _ID,
    "input": _ANY,
    "messages": FieldType("a list of messages, each an object with a role", _is_messages),
    "output": _ANY,
    "context": FieldType("a text, or a list of texts and of objects with text or content", _is_context),
    "expected": FieldType(f"a value {_NESTED}", _is_flat),
    "metadata": FieldType(f"an object of names and values, {_NESTED}", _is_attributes),
    "kind": FieldType(f"one of {', '.join(OPERATIONS)}", lambda value: isinstance(value, str) and value in OPERATIONS),
    "name": _NAME,
    "system": _TEXT,
    "tools": FieldType("a list of names and of objects", _are_tools),
    "tool_calls": FieldType("a list of objects with a name", _are_calls),
    "model": _NAME,
    "response_model": _NAME,
    "provider": _NAME,
    "usage": FieldType(f"an object of integers by their names: {', '.join(Usage._fields)}", _is_usage),
    "finish_reason": _NAME,
    "latency": _SECONDS,
    "time_to_first_token": _SECONDS,
    "time": FieldType("a time such as 2026-11-20T08:00:00Z", _is_time),
    "session": _ID,
    "user": _ID,
    "error": _NAME,
    "trace_id": FieldType("32 hexadecimal digits that are not all 0", _is_hex(32)),
    "span_id": FieldType("16 hexadecimal digits that are not all 0", _is_hex(16)),
}
ANSWER = frozenset(
    {
        *("output", "context", "tool_calls", "model", "response_model", "provider", "usage", "finish_reason"),
        *("time_to_first_token", "metadata"),
    }
)
"""The fields that a task may give besides an output."""


def check(name: str, value: Any) -> str | None:
    """What is wrong with the value of a field, as a sentence."""
    field = FIELDS.get(name)
    if field is None:
        return f"unknown field {name[:_LONGEST_ID]!r}, which may be in metadata{choices(name, FIELDS)}"
    if levels(value, _MOST_LEVELS) > _MOST_LEVELS:
        return f"{name}: expected a value at most {_MOST_LEVELS} levels deep"
    return None if field.fits(value) else f"{name}: expected {field.expects}"


def levels(value: Any, most: int) -> int:
    """How deep lists and objects are nested; what is deeper than `most` is not looked at."""
    depth, layer = 0, [value]
    while depth <= most and (nested := [each for each in layer if isinstance(each, dict | list)]):
        depth += 1
        layer = [item for each in nested for item in (each.values() if isinstance(each, dict) else each)]
    return depth
