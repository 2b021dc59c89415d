"""Finds the one JSON object that an answer is, in a way that a quotation in it cannot steer."""

import json
from typing import Any, NamedTuple

_END_OF_THOUGHT = "</think>"


class Found(NamedTuple):
    answer: dict[str, Any]
    start: int
    end: int
    """Where it is in the text."""


class NoObject(ValueError):
    """There is no such object; says why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def find_object(text: str) -> Found:
    """The object, which has to end the text and have no brace before it: so it is no quotation that something follows,
    and no part of another object. Thoughts, prose without braces, and the fence of a code block are passed over."""
    begin = 0
    if not text.lstrip().startswith("{") and _END_OF_THOUGHT in text:
        begin = text.index(_END_OF_THOUGHT) + len(_END_OF_THOUGHT)
    start = text.find("{", begin)
    if start < 0:
        raise NoObject("malformed", "There was no JSON object in it.")
    if "}" in text[begin:start]:
        raise NoObject("ambiguous", "There were braces before the JSON object.")
    try:
        answer, end = _DECODER.raw_decode(text, start)
    except NoObject:
        raise
    except (RecursionError, ValueError):
        raise NoObject("malformed", "The JSON was not complete or not valid.") from None
    if text[end:].strip() not in ("", "```"):
        raise NoObject("ambiguous", "There was more text after the JSON object.")
    return Found(answer, start, end)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NoObject("ambiguous", "A key occurred twice in a JSON object.")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_unique)


def value_span(text: str, found: Found, key: str) -> tuple[int, int]:
    """From where to where the value of a key of the object is, without the quotes of a text; (0, 0) when it is not."""
    at = found.start + 1
    while True:
        at = _after(text, at, " \t\n\r,")
        if text[at] == "}":
            return 0, 0
        name, at = _DECODER.raw_decode(text, at)
        at = _after(text, at, " \t\n\r:")
        _, end = _DECODER.raw_decode(text, at)
        if name == key:
            quoted = text[at] == '"'
            return at + quoted, end - quoted
        at = end


def _after(text: str, at: int, passed_over: str) -> int:
    while text[at] in passed_over:
        at += 1
    return at
