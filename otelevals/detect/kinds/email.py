"""E-mail addresses."""

import re
from collections.abc import Iterator

from otelevals.detect.kind import Kind, Search
from otelevals.detect.text import Text

_DOMAIN = re.compile(r"@(?<=[\w+%'-]@)([^\W_][\w-]{0,62}\.[\w.-]{2,190})")
_USUAL = re.compile(r"(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.)+([A-Za-z]{2,24})(?=\.?(?:[^\w.-]|\Z))")
"""A domain that needs no closer look, by the name that it ends with."""
_LOCAL = re.compile(r"[0-9A-Za-z_\u00c0-\u024f\u0370-\u052f.+%'-]{1,64}+(?!@)|[\w.+%'-]{1,64}+(?!@)")
"""Of one script or the other: no space stands between a Chinese word and an address that follows it."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
_FILES = frozenset(
    ("css", "csv", "gif", "html", "jpeg", "jpg", "js", "json", "pdf", "png", "svg", "toml", "ts", "txt", "webp", "xml")
)
"""What comes last in names of files such as `icon@2x.png`; no top-level domains."""
_BACK = 80


def search(text: Text) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _DOMAIN.finditer(text.text):
        at = match.start()
        end = _domain_end(text.text, at + 1, match.end())
        start = _local_start(text.text, max(done, at - 65), at)
        if end is not None and start is not None and not _other(text.text, start, at, end):
            done = end
            yield start, end


def _domain_end(text: str, start: int, end: int) -> int | None:
    usual = _USUAL.match(text, start, end)
    if usual is not None:
        return usual.end() if usual[1].lower() not in _FILES else None
    domain = text[start:end]
    if not domain.isascii() and not _UNSPACED.match(domain):
        domain = _UNSPACED.split(domain, maxsplit=1)[0]
    labels = domain.rstrip("._-").split(".")
    while len(labels) > 1 and not _top(labels[-1]):
        labels.pop()
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].lower() in _FILES:
        return None
    return start + sum(map(len, labels)) + len(labels) - 1


def _top(label: str) -> bool:
    return (2 <= len(label) <= 24 and label.isalpha()) or label.lower().startswith("xn--")


def _local_start(text: str, least: int, at: int) -> int | None:
    match = _LOCAL.match(text[least:at][::-1])
    if match is None:
        return None
    local = match[0].rstrip(".'-%+")
    return at - len(local) if local and ".." not in local and local[0] not in ".'" else None


def _other(text: str, start: int, at: int, end: int) -> bool:
    """Names of repositories and hosts, and calls in code, look like addresses."""
    following = text[end : end + 1]
    if following == "(" or (following == ":" and text[start:at] == "git"):
        return True
    before = text[max(0, start - _BACK) : start]
    scheme = before.rfind("://")
    if before.endswith("@"):
        return True
    return scheme >= 0 and not set(before[scheme + 3 :]) & set("/?#=& \t\n\"'<>(),;")


KIND = Kind("email", "e-mail addresses", ("e-mail address", "e-mail addresses"), searches=(Search("@", search),))
