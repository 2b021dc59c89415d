"""Hardware addresses: six pairs of hexadecimal digits, or three groups of four as network devices print them."""

import re
from collections.abc import Iterator

from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_HEX = "[0-9A-Fa-f]"
_ALNUM = "[0-9A-Za-z]"


def _groups(mark: str, size: int, more: int) -> re.Pattern[str]:
    """Groups of so many digits, which go on on neither side. It begins with the mark, so that `re` leaps to it."""
    group = f"{_HEX}{{{size}}}"
    alone = f"(?<={group}{mark})(?<!{_ALNUM}{group}{mark})(?<!{_ALNUM}[:.-]{group}{mark})"
    return re.compile(f"{mark}{alone}{group}(?:{mark}{group}){{{more}}}(?!{mark}?{_ALNUM})")


_PATTERNS = ((_groups(":", 2, 4), 2), (_groups("-", 2, 4), 2), (_groups(r"\.", 4, 1), 4))
"""Each with how many characters come before the mark."""
_GATE = f"{_HEX}{{2}}(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}}|{_HEX}{{2}}(?:\\.{_HEX}{{4}}){{2}})"
_NOBODY = frozenset(
    mark.join([digit * size] * (12 // size)) for digit in "0f" for mark, size in ((":", 2), ("-", 2), (".", 4))
)


def search(text: Text) -> Iterator[tuple[int, int]]:
    for pattern, before in _PATTERNS:
        for match in pattern.finditer(text.text):
            start, end = match.start() - before, match.end()
            if _is_one(text.text[start:end].lower()):
                yield start, end


def _is_one(written: str) -> bool:
    """Digits alone with hyphens or full stops are rather a time or a number."""
    if written in _NOBODY:
        return False
    return ":" in written or not written.replace("-", "").replace(".", "").isdigit()


KIND = Kind(
    "mac", "hardware addresses of network devices", ("MAC address", "MAC addresses"), searches=(Search(_GATE, search),)
)
