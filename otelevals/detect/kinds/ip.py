"""IP addresses of both versions, without those that are nobody's: loopback, unspecified, broadcast and masks."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address
from itertools import product

import re2

from otelevals.detect.kind import Candidate, Kind, Number, Search
from otelevals.detect.text import Text

_VERSION = re2.compile(
    r"(?:\bv(?:er(?:s(?:ion|ie|ión|ione|ão))?|\.)?|version\w*|release|build|firmware|driver|section|chapter|clause|§|"
    r"[\w+-]*(?:chrome|edg|firefox|safari|version|opr|electron|crios)\w*/|\w==|[<>=!~]=|[~^])[\"':= (]{0,4}$"
)
_HOST = re.compile(
    r"(?<![^\W_])(?:ip|ipv4|hosts?|servers?|address(?:es)?|adresse?|addr|dns|nameserver|resolver|ping|from|src|dst|proxy|gateway)"
    r"[\"' ]{0,2}[:=]?[\"' ]{0,2}(?:is )?$"
)
_RESOLVERS = frozenset(("1.1.1.1", "8.8.8.8", "8.8.4.4", "9.9.9.9"))
_GROUPS = re.compile(r":(?<=[0-9A-Fa-f:]:)(?=:|(?:[0-9A-Fa-f]{1,4}:){5})")
"""Two colons, or more groups than times and hardware addresses have."""
_AROUND = re.compile(r"[0-9A-Fa-f:.]{2,45}+")
_PART_OF_WORD = re.compile("[0-9A-Za-z_:.]")
_WORD = re.compile("[0-9A-Za-z]")
_MOST = 45


def _v4(candidate: Candidate) -> bool:
    plain, start, end = candidate.text.plain, candidate.start, candidate.end
    if start > 1 and plain[start - 1 : start] in (b".", b"-"):
        return False
    written = candidate.written
    parts = written.split(".")
    if any(part[0] == "0" and part != "0" for part in parts) or any(len(part) == 3 and part > "255" for part in parts):
        return False
    if parts[0] in ("0", "127", "255"):
        return False
    if plain[end : end + 1] == b"." and plain[end + 1 : end + 2].isalnum():
        return False
    before = candidate.text.before(start)
    if len(written) == 7 and written not in _RESOLVERS and not _HOST.search(before):
        return False  # as sections of documents are numbered
    return not _VERSION.search(before)


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
        address = IPv6Address(written)
    except AddressValueError:
        return False
    return int(address) > 0xFFFF and written.count(":") > 1


_PARTS = ("0", "00", "000")
KIND = Kind(
    "ip",
    "IP addresses, version 4 and 6, without loopback and masks",
    ("IP address", "IP addresses"),
    (Number(tuple(map(".".join, product(_PARTS, repeat=4))), _v4),),
    (Search("[0-9A-Fa-f:]:[0-9A-Fa-f:]", _v6),),
)
