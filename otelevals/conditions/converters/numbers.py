"""Converters between types, and hashes."""

import hashlib
import math
import re
from typing import Any

from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import INT64, describe, to_bytes, to_text, utf8, wrap

_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_DOUBLE = re.compile(r"[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|inf(?:inity)?)|nan", re.I)
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


def to_int(value: Any) -> int | None:
    """A 64-bit integer; nil for a string that is none."""
    match value:
        case None | bool():
            return value if value is None else int(value)
        case int():
            return value
        case float():
            return int(value) if -INT64 <= value < INT64 else -INT64
        case str():
            number = int(value) if _INTEGER.fullmatch(value) else INT64
            return number if -INT64 <= number < INT64 else None
        case _:
            raise EvaluationError(f"Int cannot convert {describe(value)}")


def to_double(value: Any) -> float | None:
    """A double; a string that is none is an error."""
    match value:
        case None:
            return None
        case bool() | int() | float():
            return float(value)
        case str() if _DOUBLE.fullmatch(value):
            number = float(value)
            if math.isinf(number) and "n" not in value.lower():
                raise EvaluationError("Double: the number is out of range")
            return number
        case str():
            raise EvaluationError("Double: the string is not a number")
        case _:
            raise EvaluationError(f"Double cannot convert {describe(value)}")


def to_bool(value: Any) -> bool | None:
    """A bool; a string that is none is an error."""
    match value:
        case None | bool():
            return value
        case int() | float():
            return value != 0
        case str():
            if value in _TRUE or value in _FALSE:
                return value in _TRUE
            raise EvaluationError("Bool: the string is not a bool")
        case _:
            raise EvaluationError(f"Bool cannot convert {describe(value)}")


def to_string(value: Any) -> str | None:
    """The text of any value but nil."""
    return None if value is None else to_text(value)


def to_hex(value: Any) -> str:
    """The bytes of a scalar in hexadecimal."""
    return to_bytes(value).hex()


def sha256(text: str) -> str:
    """The SHA-256 digest of a string, in hexadecimal."""
    return hashlib.sha256(utf8(text)).hexdigest()


def fnv(text: str) -> int:
    """The 64-bit FNV-1a hash of a string, as a signed integer."""
    digest = 0xCBF29CE484222325
    for byte in utf8(text):
        digest = (digest ^ byte) * 0x100000001B3 % 2**64
    return wrap(digest)
