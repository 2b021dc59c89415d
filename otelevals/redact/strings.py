"""Redacts strings, also those that are JSON, or that hold JSON: what is inside is read as it is meant.

A string in JSON is changed alone: everything around it stays as it was written. What only looks like JSON (it was cut
off, or text is around it) is read in two ways: its quoted strings as JSON, and then all of it as plain text.
"""

import json
import re
from collections.abc import Callable, Iterator

import orjson

from otelevals.redact.substitutes import Substitutes
from otelevals.redact.texts import Redacted, Texts

BLOCKED_KEY = "blocked_key"

_STARTS = re.compile(r'\s*+([\[{"])')
_TOKEN = re.compile(r'("(?:[^"\\]++|\\.)*+")(\s*+:)?|([\[{])|([\]}])|([^\s\[\]{}:,"]++)', re.S)
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
        tokens = _TOKEN.finditer(self._text)
        for token in tokens:
            string, colon, opens, closes, scalar = token.groups()
            if colon:
                key = _decode(string)
                blocked = self._strings.blocks(key)
                self._change(*token.span(1), self._strings.text(key, ""))
                continue
            masked = self._masked(token) if blocked else None
            blocked = False
            if masked is not None:
                self._change(token.start(), _end_of_value(token, tokens), Redacted(masked, (BLOCKED_KEY,)))
            elif string:
                self._change(*token.span(), self._strings.redact(_decode(string), key))
            elif opens:
                keys.append(key)
            elif closes:
                key = keys.pop()
            elif scalar[0] in _NUMBERS:
                self._change(*token.span(), self._strings.text(scalar, key))
        if not self._kinds:
            return Redacted(self._text)
        return Redacted("".join([*self._pieces, self._text[self._done :]]), tuple(self._kinds))

    def _masked(self, token: re.Match[str]) -> str | None:
        """What stands in place of a value under a blocked key, which begins with this token; None when it may stay."""
        string, _, opens, _, scalar = token.groups()
        if opens:
            return self._strings.masked(self._text[token.start() :])
        value = _decode(string) if string else scalar
        return None if self._strings.allows(value) else self._strings.masked(value)

    def _change(self, start: int, end: int, result: Redacted) -> None:
        if result.kinds:
            self._pieces += self._text[self._done : start], _encode(result.text, self._text[start:end])
            self._done = end
            self._kinds += result.kinds


def _end_of_value(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> int:
    """Where the value ends that begins with this token; its tokens are taken."""
    depth = 1 if token[3] else 0
    while depth:
        token = next(tokens)
        depth += bool(token[3]) - bool(token[4])
    return token.end()


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
