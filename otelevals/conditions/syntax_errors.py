"""Sentences for text that is not a condition."""

import re
from collections.abc import Callable

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from otelevals.conditions.errors import Problem

_HINTS = {
    "=": "write == to compare",
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`, or != to compare",
    "'": "strings take double quotes",
    "`": "strings take double quotes",
    "%": "there is no remainder operator",
    "where": "write what follows `where` alone",
}
_WORDS = {
    "LOWER": "a name",
    "STRING": "a string",
    "INT": "an integer",
    "COMPARE": "a comparison",
    "COMMA": "a comma",
    "COLON": "a colon",
    "RPAR": "`)`",
    "RSQB": "`]`",
    "RBRACE": "`}`",
    "AND": "`and`",
    "OR": "`or`",
    "$END": "the end",
}
_VALUE_STARTS = frozenset({"LOWER", "STRING", "INT"})
_LOWER_NAME = re.compile(r"([a-z][a-z0-9_]*)\s*$")
_WHERE = re.compile(r"\s*where\b")


def explain(text: str, error: UnexpectedInput, accepted_after: Callable[[str], set[str]]) -> Problem:
    """The problem that stopped the parser, with its column."""
    match error:
        case UnexpectedCharacters(pos_in_stream=int() as offset):
            return _bad_character(text, offset)
        case UnexpectedToken():
            token = error.token
            start = len(text) if token.type == "$END" or token.start_pos is None else token.start_pos
            return _bad_token(text, token, start, _describe(accepted_after(text[:start])))
        case _:
            return Problem(len(text.rstrip()) + 1, "the condition ends too early")


def _bad_character(text: str, offset: int) -> Problem:
    char = text[offset]
    if char == '"':
        return Problem(offset + 1, "this string is not closed")
    return Problem(offset + 1, f"unexpected character {char!r}", _HINTS.get(char, ""))


def _bad_token(text: str, found: Token, offset: int, expected: str) -> Problem:
    if found.type == "$END":
        return Problem(len(text.rstrip()) + 1, f"the condition ends too early, expected {expected}")
    name = _LOWER_NAME.search(text[:offset])
    if found.type == "LPAR" and name:
        hint = "converters start with an uppercase letter, and editors cannot stand in a condition"
        return Problem(name.start() + 1, f"{name[1]} is not a converter", hint)
    hint = _HINTS["where"] if _WHERE.match(text) else _HINTS.get(found, "")
    return Problem(offset + 1, f"unexpected {_shorten(found)}, expected {expected}", hint)


def _describe(accepted: set[str]) -> str:
    words = [word for kind, word in _WORDS.items() if kind in accepted]
    if "NIL" in accepted:  # only where a value may start
        words = ["a value", *(_WORDS[kind] for kind in _WORDS if kind in accepted - _VALUE_STARTS)]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _shorten(token: str) -> str:
    return token if len(token) <= 40 else f"{token[:37]}..."
