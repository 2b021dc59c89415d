"""Reads attribute values as what they stand for; Unreadable when they do not."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from otelevals.genai.evidence import Unreadable, parse
from otelevals.otlp.anyvalue import Value

_LONGEST_NUMBER = 30
NOT_SAID = ("<REDACTED>", "[REDACTED]", "__REDACTED__", "<not specified>", "<not serializable>")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def from_json(value: Value) -> Value:
    """A list or mapping given natively or as JSON, or a bare text."""
    if isinstance(value, str):
        if not value.strip():
            raise Unreadable("is empty")
        if value in NOT_SAID:
            raise Unreadable("is redacted")
        return parse(value)
    if isinstance(value, list | dict):
        return value
    raise Unreadable("is neither text nor structured")


def text(value: Value) -> str:
    if isinstance(value, str) and value and value not in NOT_SAID:
        return value
    raise Unreadable("is empty" if value == "" else "is redacted" if isinstance(value, str) else "is not text")


def label(value: Value) -> str:
    """A name without the colours of a terminal."""
    found = text(value)
    return text(_ESCAPES.sub("", found)) if "\x1b" in found else found


def identifier(value: Value) -> str:
    """A text, or a number that names something."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)


def text_or_json(value: Value) -> str:
    """Text as it is, also where it was written as JSON; anything else as JSON."""
    if value is None:
        raise Unreadable("is empty")
    if isinstance(value, str):
        if value in NOT_SAID:
            raise Unreadable("is redacted")
        if value.startswith('"') and isinstance(inner := parse(value), str):
            return inner
    return as_text(value)


def number(value: Value) -> float:
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii() and "_" not in value:
        try:
            value = float(value)
        except ValueError:
            raise Unreadable("is not a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable("is not a number")
    return value


def count(value: Value) -> int:
    """A number of things: written as an integer, a whole double, or text; -1 stands for unknown."""
    found = number(value)
    if found != int(found):
        raise Unreadable("is not a whole number")
    if found < 0:
        raise Unreadable("is negative")
    return int(found)


def names(value: Value) -> tuple[str, ...]:
    """Several words: an array, a JSON array in text, or just one."""
    parsed = from_json(value)
    items = parsed if isinstance(parsed, list) else [parsed]
    found = tuple([item for item in items if isinstance(item, str) and item])
    if not found:
        raise Unreadable("holds no text")
    return found


def one_of(choices: Mapping[str, Any], otherwise: Any = None) -> Callable[[Value], Any]:
    """A word that stands for something, in any case; another one stands for `otherwise`, or is Unreadable."""

    def read(value: Value) -> Any:
        found = choices.get(text(value).lower(), otherwise)
        if found is None:
            raise Unreadable(f"is {value!r}, which says nothing here")
        return found

    return read


def scaled(factor: float) -> Callable[[Value], float]:
    """A number of some unit, in the field's own: scaled(0.001) reads milliseconds as seconds."""
    return lambda value: number(value) * factor


def string(value: Value) -> str:
    """The value when it is text, else nothing."""
    return value if isinstance(value, str) else ""


def first(item: Mapping[str, Value], *keys: str) -> Value:
    """The value of the first of these keys that is there and says something."""
    for key in keys:
        if (value := item.get(key)) is not None:
            return value
    return None


def as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return str(value)
