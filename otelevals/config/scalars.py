"""What a plain YAML scalar means: the core types of YAML 1.2, with octal and underscores as Go's parser has them.

`yes`, `on` and `12:30` are strings; `0123` is octal, as in Go.
"""

import re

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OCTAL = re.compile(r"([-+]?)0[oO]?([0-7_]+)")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset((".nan", ".NaN", ".NAN"))
_LONGEST_NUMBER = 64
_FIRST = frozenset("+-.0123456789")


def resolve(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar."""
    if text in _NULL:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if text[0] not in _FIRST or len(text) > _LONGEST_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> str | int | float:
    if _INT.fullmatch(text) and any(map(str.isalnum, text)):
        return _integer(text)
    if _FLOAT.fullmatch(text) and not _leading_zero(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return float("-inf") if text[0] == "-" else float("inf")
    return float("nan") if text in _NOT_A_NUMBER else text


def _integer(text: str) -> int | str:
    digits = text.replace("_", "")
    octal = _OCTAL.fullmatch(digits)
    try:
        return int(octal[1] + octal[2], 8) if octal else int(digits, 0)
    except ValueError:
        return text  # nothing but underscores after the prefix


def _leading_zero(text: str) -> bool:
    """A number such as 089, which is neither octal nor decimal."""
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits.isdigit() and digits[0] == "0"
