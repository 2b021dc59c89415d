"""Attribute values, ids and times as text that people read."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from otelevals.otlp.anyvalue import Value, to_python

_SHORT = 60
_KINDS = {
    "string_value": "Str",
    "bool_value": "Bool",
    "int_value": "Int",
    "double_value": "Double",
    "bytes_value": "Bytes",
    "array_value": "Slice",
    "kvlist_value": "Map",
    None: "Empty",
}


def short_attributes(attributes: Iterable[Any]) -> list[str]:
    """`key=value` each, scores first, long values cut."""
    texts = [f"{item.key}={shorten(plain(to_python(item.value)))}" for item in attributes]
    return sorted(texts, key=_not_a_score)


def _not_a_score(text: str) -> bool:
    return not text.startswith("eval.")


def shorten(text: str) -> str:
    """One line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def plain(value: Value) -> str:
    """A value as JSON would have it, strings without quotes."""
    match value:
        case str():
            return value
        case bytes():
            return base64.b64encode(value).decode()
        case None:
            return ""
        case _:
            return json.dumps(value, ensure_ascii=False, default=plain)


def attribute_lines(header: str, attributes: Iterable[Any], indent: str = "") -> Iterator[str]:
    """The header and a line for each attribute, more for values of several lines; nothing when there are none."""
    for number, item in enumerate(attributes):
        if number == 0:
            yield f"{indent}{header}:"
        yield from value_lines(f"{indent}     -> {item.key}: ", item.value)


def value_lines(label: str, value: Any) -> Iterator[str]:
    """`label Kind(value)`; JSON in a string is laid out over indented lines below."""
    first, *rest = _readable(to_python(value)).split("\n")
    kind = value.WhichOneof("value")
    opening = f"{label}{_KINDS.get(kind, kind)}({first}"
    if not rest:
        yield f"{opening})"
        return
    yield opening
    margin = " " * (len(label) - len(label.lstrip()) + 8)
    yield from (margin + line for line in rest[:-1])
    yield f"{margin}{rest[-1]})"


def _readable(value: Value) -> str:
    text = plain(value)
    if text[:1] not in ("[", "{"):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text


def timestamp(unix_nano: int) -> str:
    """As Go prints it: 2023-11-11 04:49:03.50949377 +0000 UTC."""
    seconds, nanos = divmod(unix_nano, 1_000_000_000)
    whole = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"{whole}{f'.{nanos:09d}'.rstrip('0').rstrip('.')} +0000 UTC"


def duration(nanos: int) -> str:
    """1.25s, 38.2ms or 15us."""
    for unit, size in (("s", 1_000_000_000), ("ms", 1_000_000)):
        if abs(nanos) >= size:
            return f"{nanos / size:.4g}{unit}" if abs(nanos) < 1000 * size else f"{nanos / size:.0f}{unit}"
    return f"{nanos / 1000:.4g}us"
