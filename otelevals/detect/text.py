"""A text as detection looks at it: plainer, with every character in its place, so that places need no translation."""

import re
from functools import cached_property

_DIGITS = re.compile("[０-９٠-٩۰-۹०-९০-৯]")
_PLAINER = {
    **{zero + digit: str(digit) for zero in (0xFF10, 0x660, 0x6F0, 0x966, 0x9E6) for digit in range(10)},
    **dict.fromkeys(map(ord, "－−"), "-"),
}
_HALVES = re.compile("[\ud800-\udfff]")
_ODD = re.compile(f"{_HALVES.pattern[:-1]}{_DIGITS.pattern[1:]}")
"""Either: most texts have neither, and one look says so."""
_SEPARATORS = (
    *[(space, " ") for space in "\u00a0\u202f\u2007\u2009\u3000"],
    *[(dash, "-") for dash in "\u2010\u2011\u2012\u2013"],
    ("＠", "@"),
    ("．", "."),
    ("：", ":"),
    ("＋", "+"),
)
_SHAPE = bytes(
    ord("0") if 48 <= byte < 58 else ord("A") if 65 <= byte < 91 else ord("a") if 97 <= byte < 123 else byte
    for byte in range(256)
)
AROUND_BEFORE = 64
AROUND_AFTER = 32
"""Characters in which words count for what they stand near."""


class Text:
    """In `text`, digits and separators are of ASCII; in `plain` others are `?`; `shape` is 0, A, a and punctuation."""

    def __init__(self, text: str) -> None:
        self.text = text if text.isascii() else _plainer(text)
        self.plain = self.text.encode("ascii", "replace")

    @cached_property
    def shape(self) -> bytes:
        return self.plain.translate(_SHAPE)

    def before(self, start: int) -> str:
        """What stands before a place on the same lines, for words that say what follows."""
        return self.text[max(0, start - AROUND_BEFORE) : start].lower()

    def after(self, end: int) -> str:
        return self.text[end : end + AROUND_AFTER].lower()


def _plainer(text: str) -> str:
    for odd, usual in _SEPARATORS:
        text = text.replace(odd, usual)
    if _ODD.search(text) is None:
        return text
    text = _HALVES.sub("?", text)
    return text.translate(_PLAINER) if _DIGITS.search(text) else text
