"""Converters over lists, maps and values of any type."""

from typing import Any

import orjson

from otelevals.conditions.compare import equal
from otelevals.conditions.converters.text import index
from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import describe, to_text, utf8

MAX_JSON_DEPTH = 100
_ZEROS = frozenset({b"", b"\0" * 8, "", "0" * 16})


def length(target: str | bytes | list[Any] | dict[str, Any]) -> int:
    """The number of bytes or elements."""
    return len(utf8(target)) if isinstance(target, str) else len(target)


def contains_value(target: list[Any], item: Any) -> bool:
    """Whether an element equals the item."""
    return any(equal(element, item) for element in target)


def index_of(target: str | list[Any], value: Any) -> int:
    """Where a string or an element first occurs, or -1."""
    if isinstance(target, str):
        if type(value) is not str:
            raise EvaluationError(f"Index: value must be a string when target is one, not {describe(value)}")
        return index(target, value)
    return next((position for position, element in enumerate(target) if equal(element, value)), -1)


def is_empty(value: Any) -> bool:
    """Whether the value is nil, empty or zero."""
    return not value


def is_root(parent_span_id: Any) -> bool:
    """Whether this parent id is that of a root span."""
    return parent_span_id is None or parent_span_id in _ZEROS


def coalesce(values: list[Any]) -> Any:
    """The first value that is not nil."""
    return next((value for value in values if value is not None), None)


def concat(values: list[Any], delimiter: str) -> str:
    """The texts of the values; nil is written <nil>."""
    return delimiter.join("<nil>" if value is None else to_text(value) for value in values)


def keys(target: dict[str, Any]) -> list[Any]:
    """The keys of a map."""
    return list(target)


def values(target: dict[str, Any]) -> list[Any]:
    """The values of a map."""
    return list(target.values())


def parse_json(target: str) -> Any:
    """The list or map that a JSON text holds; every number is a double."""
    try:
        parsed = orjson.loads(utf8(target))
    except orjson.JSONDecodeError as error:
        raise EvaluationError(f"ParseJSON: {error}") from None
    if type(parsed) is list or type(parsed) is dict:
        return _with_doubles(parsed, MAX_JSON_DEPTH)
    raise EvaluationError(f"ParseJSON: the text holds {describe(parsed)}, not a list or map")


def _with_doubles(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind is int:
        return float(value)
    if kind is not list and kind is not dict:
        return value
    if not depth:
        raise EvaluationError(f"ParseJSON: the text is nested deeper than {MAX_JSON_DEPTH} levels")
    if kind is list:
        return [_with_doubles(item, depth - 1) for item in value]
    return {key: _with_doubles(item, depth - 1) for key, item in value.items()}
