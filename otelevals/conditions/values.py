"""The values of OTTL: their names, their text and their bytes."""

import base64
import json
import math
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeAlias

from otelevals.conditions.errors import EvaluationError

Getter: TypeAlias = Callable[[Any], Any]
Test: TypeAlias = Callable[[Any], bool]

_NAMES: dict[type, str] = {
    type(None): "nil",
    bool: "a bool",
    int: "an int",
    float: "a double",
    str: "a string",
    bytes: "bytes",
    list: "a list",
    dict: "a map",
}
INT64: Final = 2**63
_HTML = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def describe(value: object) -> str:
    """What kind of value this is, with its article."""
    return _NAMES.get(type(value), type(value).__name__)


def wrap(number: int) -> int:
    """The number in 64 bits, as Go's arithmetic leaves it."""
    return (number + INT64) % (2 * INT64) - INT64


def utf8(text: str) -> bytes:
    """The bytes of a text; half surrogate pairs pass."""
    return text.encode("utf-8", "surrogatepass")


def to_text(value: Any) -> str:
    """A value that is not nil, as converters that take any value read it."""
    if type(value) is str:
        return value
    if type(value) is bytes:
        return value.hex()
    return to_json(value)


def to_json(value: Any) -> str:
    """JSON as Go's encoding/json writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case str():
            return json.dumps(value, ensure_ascii=False).translate(_HTML)
        case bytes():
            return f'"{base64.b64encode(value).decode()}"'
        case list():
            return f"[{','.join(map(to_json, value))}]"
        case dict():
            return "{" + ",".join(f"{to_json(key)}:{to_json(value[key])}" for key in sorted(value)) + "}"
        case _:
            raise EvaluationError(f"{describe(value)} has no text")


def to_bytes(value: Any) -> bytes:
    """The bytes of a scalar; numbers are big-endian."""
    match value:
        case None:
            return b""
        case bytes():
            return value
        case str():
            return utf8(value)
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">q", wrap(value))
        case float():
            return struct.pack(">d", value)
        case _:
            raise EvaluationError(f"{describe(value)} has no bytes")


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise EvaluationError(f"{value} has no JSON form")
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
