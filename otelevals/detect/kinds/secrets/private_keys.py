"""Private keys in PEM and in what PGP and PuTTY make of them, up to their end or as far as they go."""

import re
from collections.abc import Iterator

from otelevals.detect.kind import Search
from otelevals.detect.text import Text

_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"(?:[A-Za-z0-9+/=\s:,.]|\\[nr]|\"|-(?!----)){0,20000}+")
_END = re.compile(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_LEAST = 24


def search(text: Text) -> Iterator[tuple[int, int]]:
    for begin in _BEGIN.finditer(text.text):
        body = _BODY.match(text.text, begin.end())
        if body is None:
            continue
        end = _END.match(text.text, body.end())
        if end is not None or len(body[0].strip()) >= _LEAST:
            yield begin.start(), end.end() if end is not None else begin.end() + len(body[0].rstrip())


SEARCH = Search("PRIVATE KEY", search)
