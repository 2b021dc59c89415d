"""Says what pydantic found in short sentences."""

import ast
import re
from collections.abc import Iterable
from typing import Any

_EXPECTED = {
    "bool": "true or false",
    "bytes": "a string",
    "dict": "a map",
    "float": "a number",
    "frozen_set": "a list",
    "int": "an integer",
    "list": "a list",
    "mapping": "a map",
    "model": "a map of options",
    "model_attributes": "a map of options",
    "path": "a path",
    "set": "a list",
    "string": "a string",
    "tuple": "a list",
}
_BOUNDS = {
    "greater_than": ("a value above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("a value below", "lt"),
    "less_than_equal": ("at most", "le"),
    "multiple_of": ("a multiple of", "multiple_of"),
}
_OTHERS = {
    "extra_forbidden": "unknown option",
    "finite_number": "expected a finite number",
    "int_from_float": "expected an integer",
    "int_parsing": "expected an integer",
    "int_parsing_size": "expected a smaller integer",
    "missing": "the option is required",
    "none_required": "expected nothing",
}
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,]+(?=,| or |$)""")


def sentence(error: Any) -> str:
    """One error of pydantic as a sentence; what choices it offers are left to `valid_values`."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return str(context["error"]) or "not a valid value"
    if kind in ("literal_error", "enum"):
        return "expected one of"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return f"expected {context['discriminator']} to be one of"
    if kind in _OTHERS:
        return _OTHERS[kind]
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"expected {words} {context[bound]}"
    if kind.removesuffix("_type") in _EXPECTED:
        return f"expected {_EXPECTED[kind.removesuffix('_type')]}"
    if kind in ("string_too_short", "too_short") and context["min_length"] == 1:
        return "must not be empty"
    if kind == "string_pattern_mismatch":
        return f"expected a text that matches {context['pattern']}"
    message = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return f"expected {message}" if message != error["msg"] else f"{message[:1].lower()}{message[1:]}"


def valid_values(error: Any) -> tuple[str, ...]:
    """The values that an error says would have been right."""
    context = error.get("ctx", {})
    listed = context.get("expected") or context.get("expected_tags") or ""
    if error["type"] not in ("literal_error", "enum", "union_tag_invalid"):
        return ()
    values = (_unquote(found) for found in _QUOTED.findall(listed) if found != "or")
    return tuple(value for value in values if value)


def either(messages: Iterable[str]) -> str:
    """Several sentences on one place as one: `expected a string or an integer`."""
    different = sorted(dict.fromkeys(messages), key=_has_choices)
    if len(different) > 1 and all(message.startswith("expected ") for message in different):
        return "expected " + " or ".join(message.removeprefix("expected ") for message in different)
    return "; ".join(different)


def _has_choices(message: str) -> bool:
    return message.endswith("one of")


def _unquote(text: str) -> str:
    return str(ast.literal_eval(text)) if text[0] in "'\"" else text
