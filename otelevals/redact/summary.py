"""Attributes that say what was done to others, named as the Collector names them."""

from collections.abc import Iterator
from typing import Any, Literal

from otelevals.redact.changes import Changes

_WORDS = ("redacted", "masked", "allowed", "ignored")
_SEPARATOR = ","


def _names(prefix: str) -> Iterator[tuple[str, str, str]]:
    for word in _WORDS:
        yield word, f"redaction.{prefix}{word}.keys" if word != "ignored" else "", f"redaction.{prefix}{word}.count"


_ATTRIBUTES, _BODY = tuple(_names("")), tuple(_names("body."))
SUMMARY_KEYS = frozenset(name for _, *names in (*_ATTRIBUTES, *_BODY) for name in names if name)


class Summary:
    def __init__(self, level: Literal["debug", "info", "silent"]) -> None:
        self._level = level

    def write(self, attributes: Any, changes: Changes, *, body: bool = False) -> bool:
        """Add what is to be said of the changes to what an earlier processor said; whether there was anything."""
        if self._level == "silent":
            return False
        written = False
        for word, keys_name, count_name in _BODY if body else _ATTRIBUTES:
            keys: list[str] = getattr(changes, word)
            if not keys:
                continue
            written = True
            if self._level == "debug" and keys_name:
                value = _value(attributes, keys_name)
                before = value.string_value.split(_SEPARATOR) if value.string_value else []
                value.string_value = _SEPARATOR.join(sorted([*keys, *before]))
            _value(attributes, count_name).int_value += len(keys)
        return written


def _value(attributes: Any, key: str) -> Any:
    """The value of an attribute, which is added when it is missing."""
    found = next((item for item in attributes if item.key == key), None)
    return (attributes.add(key=key) if found is None else found).value
