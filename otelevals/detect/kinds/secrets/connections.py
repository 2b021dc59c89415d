"""Passwords in addresses (`postgres://user:password@host`) and in connection strings."""

import re
from collections.abc import Iterator

from otelevals.detect.kind import Search
from otelevals.detect.kinds.secrets.placeholders import is_placeholder
from otelevals.detect.text import Text

_USERINFO = re.compile(r"://(?<=\w://)(?:[^\s:/@\"'<>?#]{0,100}+):([^\s@\"'<>`]{1,200})@(?=[\w\[.])")
_KEY = re.compile(r"(?:Account|SharedAccess)Key=([A-Za-z0-9+/]{30,120}={0,2})|[?&]sig=([A-Za-z0-9%]{30,120})")


def search(text: Text) -> Iterator[tuple[int, int]]:
    for match in _USERINFO.finditer(text.text):
        if not is_placeholder(match[1]) and "/" not in match[1][:1]:
            yield match.span(1)
    for match in _KEY.finditer(text.text):
        yield match.span(1 if match[1] is not None else 2)


SEARCH = Search(r"://[^\s/@]*:|Key=|[?&]sig=", search)
