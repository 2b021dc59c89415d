"""Redacts strings, also those that are JSON, or that hold JSON: what is inside is read as it is meant.

A string in JSON is changed alone: everything around it stays as it was written. What only looks like JSON (it was cut
off, or text is around it) is read in two ways: its quoted strings as JSON, and then all of it as plain text.
"""

import json
import re
from collections.abc import Callable, Iterator

import orjson

from otelevals.redact.json_tokens import Sort, Token, tokens
from otelevals.redact.substitutes import Substitutes
from otelevals.redact.texts import Redacted, Texts

BLOCKED_KEY = "blocked_key"

_STARTS = re.compile(r'\s*+([\[{"])')
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)("|\\?\Z)', re.S)
_CUT_OFF = re.compile(r"\\u[0-9a-fA-F]{0,3}\Z")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NUMBERS = "-0123456789"


class Strings:
    def __init__(self, texts: Texts, substitutes: Substitutes, is_blocked: Callable[[str], bool]) -> None:
        """`is_blocked` says whether values under a key are to be masked."""
        self._texts = texts
        self._substitutes = substitutes
        self._is_blocked = is_blocked

    def redact(self, text: str, key: str = "") -> Redacted:
        start = _STARTS.match(text)
        if start is not None and _is_json(text):
            return _Document(self, text, key).redacted()
        if "\\" not in text or '"' not in text:
            return self._texts.redact(text, key)
        quoted = self._quoted(text, key)
        plain = self._texts.redact(quoted.text, key)
        return Redacted(plain.text, quoted.kinds + plain.kinds)

    def text(self, text: str, key: str) -> Redacted:
        return self._texts.redact(text, key)

    def blocks(self, key: str) -> bool:
        return self._is_blocked(key)

    def allows(self, text: str) -> bool:
        return self._texts.allows(text)

    def masked(self, value: str) -> str:
        """In place of a value under a blocked key."""
        return self._substitutes.blocked(value)

    def _quoted(self, text: str, key: str) -> Redacted:
        """The text with its quoted strings redacted, as far as they are JSON."""
        kinds: list[str] = []

        def change(match: re.Match[str]) -> str:
            inside, rest = match[1], match[2]
            if "\\" not in inside:
                return match[0]
            if rest != '"' and (cut := _CUT_OFF.search(inside)) is not None:
                inside, rest = inside[: cut.start()], cut[0] + rest
            try:
                value = _decode(f'"{inside}"')
            except ValueError:
                return match[0]
            result = self.redact(value, key)
            kinds.extend(result.kinds)
            return _encode(result.text, inside)[:-1] + rest if result.kinds else match[0]

        return Redacted(_QUOTED.sub(change, text), tuple(kinds))


class _Document:
    """One valid JSON document on its way through."""

    def __init__(self, strings: Strings, text: str, key: str) -> None:
        self._strings = strings
        self._text = text
        self._key = key
        self._kinds: list[str] = []
        self._pieces: list[str] = []
        self._done = 0
        """How much of the text is in the pieces."""

    def redacted(self) -> Redacted:
        keys: list[str] = []
        """Of the objects and arrays around."""
        key, blocked = self._key, False
        rest = tokens(self._text)
        for token in rest:
            sort, start, end = token
            if sort is Sort.KEY:
                key = _decode(self._text[start:end])
                blocked = self._strings.blocks(key)
                self._change(start, end, self._strings.text(key, ""))
                continue
            masks = blocked and not self._is_allowed(token)
            blocked = False
            if masks:
                end = _end_of_value(token, rest)
                masked = self._strings.masked(self._value(sort, start, end))
                self._change(start, end, Redacted(masked, (BLOCKED_KEY,)))
            elif sort is Sort.STRING:
                self._change(start, end, self._strings.redact(_decode(self._text[start:end]), key))
            elif sort is Sort.OPENS:
                keys.append(key)
            elif sort is Sort.CLOSES:
                key = keys.pop()
            elif self._text[start] in _NUMBERS:
                self._change(start, end, self._strings.text(self._text[start:end], key))
        if not self._kinds:
            return Redacted(self._text)
        return Redacted("".join([*self._pieces, self._text[self._done :]]), tuple(self._kinds))

    def _is_allowed(self, token: Token) -> bool:
        """Whether a value under a blocked key may stay, which begins with this token."""
        return token[0] is not Sort.OPENS and self._strings.allows(self._value(*token))

    def _value(self, sort: Sort, start: int, end: int) -> str:
        """A value as text."""
        written = self._text[start:end]
        return _decode(written) if sort is Sort.STRING else written

    def _change(self, start: int, end: int, result: Redacted) -> None:
        if result.kinds:
            self._pieces += self._text[self._done : start], _encode(result.text, self._text[start:end])
            self._done = end
            self._kinds += result.kinds


def _end_of_value(token: Token, rest: Iterator[Token]) -> int:
    """Where the value ends that begins with this token; its tokens are taken."""
    sort, _, end = token
    depth = 1 if sort is Sort.OPENS else 0
    while depth:
        sort, _, end = next(rest)
        depth += (sort is Sort.OPENS) - (sort is Sort.CLOSES)
    return end


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        try:  # more is JSON to others: NaN, and halves of characters
            json.loads(text)
        except (ValueError, RecursionError):
            return False
    return True


def _decode(quoted: str) -> str:
    """The text of a string in JSON; halves of characters, which nobody can send, are replaced."""
    if "\\" not in quoted:
        return quoted[1:-1]
    try:
        value: str = orjson.loads(quoted)
    except orjson.JSONDecodeError:
        value = _SURROGATES.sub("\ufffd", json.loads(quoted))
    return value


def _encode(text: str, before: str) -> str:
    return json.dumps(text, ensure_ascii=before.isascii())
