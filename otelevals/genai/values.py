"""Reads attribute values as what they stand for; Unreadable when they do not."""

import orjson

from otelevals.genai.fields import Unreadable
from otelevals.otlp.anyvalue import Value

_JSON_STARTS = ("[", "{")
_LONGEST_NUMBER = 20


def from_json(value: Value) -> Value:
    """A list or mapping given natively or as JSON, or a bare text."""
    if not isinstance(value, str):
        if isinstance(value, list | dict):
            return value
        raise Unreadable("is neither text nor structured")
    text = value.strip()
    if text.startswith(_JSON_STARTS):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise Unreadable("is not valid JSON; it may have been cut") from error
    if text.startswith('"'):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return value  # a text that begins with a quotation
    if not text:
        raise Unreadable("is empty")
    return value


def json_list(value: Value) -> list[Value]:
    parsed = from_json(value)
    if isinstance(parsed, list):
        return parsed
    raise Unreadable("is not a list")


def text(value: Value) -> str:
    if isinstance(value, str) and value:
        return value
    raise Unreadable("is empty" if value == "" else "is not text")


def text_or_json(value: Value) -> str:
    """Text as it is; anything else as JSON."""
    if value is None:
        raise Unreadable("is empty")
    return as_text(value)


def count(value: Value) -> int:
    """A number of things: written as an integer, a whole double, or text; -1 stands for unknown."""
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("is not a whole number")
    if value < 0:
        raise Unreadable("is negative")
    return value


def names(value: Value) -> tuple[str, ...]:
    """Several words: an array, a JSON array in text, or just one."""
    parsed = from_json(value)
    items = parsed if isinstance(parsed, list) else [parsed]
    found = tuple([item for item in items if isinstance(item, str) and item])
    if not found:
        raise Unreadable("holds no text")
    return found


def string(value: Value) -> str:
    """The value when it is text, else nothing."""
    return value if isinstance(value, str) else ""


def as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return str(value)
