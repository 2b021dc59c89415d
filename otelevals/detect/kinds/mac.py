"""Hardware addresses: six pairs of hexadecimal digits, or three groups of four as network devices print them."""

import re
from collections.abc import Iterator

from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_HEX = "[0-9A-Fa-f]"
_PAIRS = [re.compile(f"{mark}(?<={_HEX}{{2}}{mark}){_HEX}{{2}}(?:{mark}{_HEX}{{2}}){{4}}") for mark in (":", "-")]
_FOURS = re.compile(rf"\.(?<={_HEX}{{4}}\.){_HEX}{{4}}\.{_HEX}{{4}}")
_GATE = (
    f"{_HEX}{{2}}:{_HEX}{{2}}:{_HEX}{{2}}:|{_HEX}{{2}}-{_HEX}{{2}}-{_HEX}{{2}}-|{_HEX}{{4}}\\.{_HEX}{{4}}\\.{_HEX}{{4}}"
)
_WORD = re.compile("[0-9A-Za-z]")
_GOES_ON_BEFORE = re.compile(r"[0-9A-Za-z][:.-]?\Z")
_NOBODY = ({"0"}, {"f"})


def search(text: Text) -> Iterator[tuple[int, int]]:
    for pattern, before in ((_PAIRS[0], 2), (_PAIRS[1], 2), (_FOURS, 4)):
        for match in pattern.finditer(text.text):
            start, end = match.start() - before, match.end()
            if _alone(text.text, start, end) and _is_one(text.text[start:end]):
                yield start, end


def _alone(text: str, start: int, end: int) -> bool:
    mark = text[end - 3] if text[end - 3] in ":-" else "."
    if _GOES_ON_BEFORE.search(text[max(0, start - 2) : start]):
        return False
    following = text[end : end + 2]
    return not _WORD.match(following) and not (following[:1] == mark and _WORD.match(following[1:]))


def _is_one(written: str) -> bool:
    """Digits alone with hyphens or full stops are rather a time or a number."""
    digits = set(written.lower()) - set(":-.")
    return digits not in _NOBODY and (":" in written or not "".join(digits).isdigit())


KIND = Kind(
    "mac", "hardware addresses of network devices", ("MAC address", "MAC addresses"), searches=(Search(_GATE, search),)
)
