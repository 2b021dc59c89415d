"""Whether JSON values are the same, and where they first differ."""

from typing import Any

import orjson


class TooDeep(Exception):
    """A value is nested deeper than values are compared."""


_DEEPEST = 100


def difference(value: Any, expected: Any, *, extra: bool = False, path: str = "$", depth: int = 0) -> str | None:
    """Where a value first differs from the expected one and how, None where it does not. 1 and 1.0 are the same, 1 and
    true are not. With `extra` an object may have more than is expected."""
    if depth > _DEEPEST:
        raise TooDeep
    if isinstance(value, dict) and isinstance(expected, dict):
        for key, wanted in expected.items():
            if key not in value:
                return f"{path}.{_cut(key)} is missing"
            if found := difference(value[key], wanted, extra=extra, path=f"{path}.{_cut(key)}", depth=depth + 1):
                return found
        more = None if extra else next((key for key in value if key not in expected), None)
        return None if more is None else f"{path}.{_cut(more)} is not expected"
    if isinstance(value, list | tuple) and isinstance(expected, list | tuple):
        if len(value) != len(expected):
            return f"{path} has {len(value)} items instead of {len(expected)}"
        for at, (one, other) in enumerate(zip(value, expected, strict=True)):
            if found := difference(one, other, extra=extra, path=f"{path}[{at}]", depth=depth + 1):
                return found
        return None
    if isinstance(value, bool) is isinstance(expected, bool) and value == expected:
        return None
    return f"{path} is {_shown(value)} instead of {_shown(expected)}"


def without(value: Any, keys: frozenset[str], depth: int = 0) -> Any:
    """The value without these keys of its objects."""
    if depth > _DEEPEST:
        raise TooDeep
    if isinstance(value, dict):
        return {key: without(inner, keys, depth + 1) for key, inner in value.items() if key not in keys}
    return [without(each, keys, depth + 1) for each in value] if isinstance(value, list | tuple) else value


def in_order(value: Any, depth: int = 0) -> Any:
    """The value with its lists sorted, and 1.0 as 1, since they are the same."""
    if depth > _DEEPEST:
        raise TooDeep
    if isinstance(value, dict):
        return {key: in_order(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return sorted([in_order(each, depth + 1) for each in value], key=_key)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def _key(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return repr(value).encode()


def _shown(value: Any) -> str:
    try:
        return _cut(orjson.dumps(value).decode(), 60)
    except orjson.JSONEncodeError:
        return _cut(repr(value), 60)


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
