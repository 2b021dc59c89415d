"""IP addresses of both versions, without those that are nobody's: loopback, unspecified, broadcast and masks."""

import re
import socket
from collections.abc import Iterator

import re2

from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_FIRST = ("[1-9]", "[1-9][0-9]", "(?:1[013-9][0-9]|12[0-689]|2[0-4][0-9]|25[0-4])")
"""What the first octet may be, by its length: a look back has a fixed one."""
_BACK = "|".join([rf"(?<=(?<![0-9A-Za-z_])(?<!.[.-])({first})\.)" for first in _FIRST])
_V4 = re.compile(rf"\.(?s:{_BACK}){_OCTET}\.{_OCTET}\.{_OCTET}(?![0-9A-Za-z]|\.[0-9A-Za-z])".encode())
"""It begins with the full stop that `re` leaps to, and looks back for the first octet."""
_V4_GATE = rf"(?:^|[^0-9A-Za-z_])[1-9][0-9]{{0,2}}(?:\.{_OCTET}){{3}}(?:$|[^0-9A-Za-z])"
_VERSION = re2.compile(
    r"(?:\bv(?:er(?:s(?:ion|ie|ión|ione|ão))?|\.)?|version\w*|release|build|firmware|driver|section|chapter|clause|§|"
    r"[\w+-]*(?:chrome|edg|firefox|safari|version|opr|electron|crios)\w*/|\w==|[<>=!~]=|[~^])[\"':= (]{0,4}$"
)
_HOST = re.compile(
    r"(?<![^\W_])(?:ip|ipv4|hosts?|servers?|address(?:es)?|adresse?|addr|dns|nameserver|resolver|ping|from|src|dst|proxy|gateway)"
    r"[\"' ]{0,2}[:=]?[\"' ]{0,2}(?:is )?$"
)
_PADDING = "\"':= ("
_APART = frozenset(("", "\n", "\t", ",", ";", "|", "["))
_LASTS = frozenset("_/.§~^")
_SHORTEST = len("1.1.1.1")
_RESOLVERS = frozenset(("1.1.1.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"))
_GROUPS = re.compile(r":(?<=[0-9A-Fa-f:]:)(?=:|(?:[0-9A-Fa-f]{1,4}:){5})")
"""Two colons, or more groups than times and hardware addresses have."""
_AROUND = re.compile(r"[0-9A-Fa-f:.]{2,45}+")
_PART_OF_WORD = re.compile("[0-9A-Za-z_:.]")
_WORD = re.compile("[0-9A-Za-z]")
_MOST = 45
_LOW = bytes(14) + b"\xff\xff"
"""Unspecified, loopback and others that are hardly anybody's are no greater."""


def _v4(text: Text) -> Iterator[tuple[int, int]]:
    for match in _V4.finditer(text.plain):
        start, end = match.start(match.lastindex or 0), match.end()
        if not _is_version(text, start) and (end - start > _SHORTEST or _no_section(text, start, end)):
            yield start, end


def _is_version(text: Text, start: int) -> bool:
    if text.text[max(0, start - 1) : start] in _APART:
        return False
    padded = text.text[max(0, start - 5) : start]
    last = padded.rstrip(_PADDING)[-1:]
    if not (last.isalnum() or last in _LASTS or "=" in padded):
        return False  # what `_VERSION` wants cannot be there, and is dear to look for
    return _VERSION.search(text.before(start)) is not None


def _no_section(text: Text, start: int, end: int) -> bool:
    """Sections of documents are numbered like the shortest addresses."""
    return text.text[start:end] in _RESOLVERS or _HOST.search(text.before(start)) is not None


def _v6(text: Text) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _GROUPS.finditer(text.text):
        if match.start() < done:
            continue
        least = max(done, match.start() - _MOST)
        before = _AROUND.match(text.text[least : match.start()][::-1])
        start = match.start() - (before.end() if before else _short(text.text, match.start()))
        around = _AROUND.match(text.text, start)
        if around is None:
            continue
        end = start + len(around[0].rstrip(".:")) if not around[0].endswith("::") else around.end()
        done = around.end()
        if _edges(text.text, start, end) and _is_v6(text.text[start:end]):
            yield start, end


def _short(text: str, at: int) -> int:
    return 1 if at and text[at - 1] in "0123456789abcdefABCDEF" else 0


def _edges(text: str, start: int, end: int) -> bool:
    return not (start and _PART_OF_WORD.match(text[start - 1])) and not _WORD.match(text[end : end + 1])


def _is_v6(written: str) -> bool:
    if written.count(":") < 2 or not any(map(str.isdigit, written)):
        return False
    try:
        address = socket.inet_pton(socket.AF_INET6, written)
    except OSError:
        return False
    return address > _LOW


KIND = Kind(
    "ip",
    "IP addresses, version 4 and 6, without loopback and masks",
    ("IP address", "IP addresses"),
    searches=(Search(_V4_GATE, _v4), Search("[0-9A-Fa-f:]:(?::|(?:[0-9A-Fa-f]{1,4}:){5})", _v6)),
)
