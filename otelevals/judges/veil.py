"""Hides secrets in texts that come from outside, where a server repeats what it was sent."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

import orjson

_HIDDEN = "[REDACTED]"
_SHORTEST = 4  # shorter than a secret is
# what servers leave of a key, such as sk-pr***********Zq1A: a whole word, so that the search is linear
_MASKED = re.compile(r"""(?<![^\s'"])[^\s'"]*\*{3,}[^\s'"]*""")

_LONGEST_MESSAGE = 300
_LONGEST_RAW = 4000


class Veil:
    def __init__(self, secrets: Iterable[str]) -> None:
        """The secrets, and the parts after a scheme such as Bearer."""
        written = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
        longest_first = sorted(written, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def hide(self, text: str) -> str:
        """The text without the secrets, however they are written, and without remains of keys."""
        return _MASKED.sub(_HIDDEN, self.without(text))

    def without(self, text: str) -> str:
        """The text without the secrets, however they are written."""
        return text if self._known is None else self._known.sub(_HIDDEN, text)


def failure_texts(veil: Veil, what: str, said: object, body: object) -> tuple[str, str]:
    """A sentence about a failure with what the server said of it, and the body for who wants to see more; both without
    secrets, and shortened after that, so that no part of one is left at an end."""
    words = " ".join(veil.hide(_written(said)).split())
    shown = f"{words[:_LONGEST_MESSAGE]}…" if len(words) > _LONGEST_MESSAGE else words
    return f"{what}: {shown}" if shown else what, veil.hide(_written(body)[: 4 * _LONGEST_RAW])[:_LONGEST_RAW]


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bytes():
            return value.decode(errors="replace")
    return orjson.dumps(value, default=repr).decode()


def _forms(secret: str) -> Iterable[str]:
    plain = str.__str__(secret)
    for part in {plain, plain.rpartition(" ")[2]}:
        yield part
        yield quote(part, safe="")
        yield orjson.dumps(part).decode()[1:-1]
        yield base64.b64encode(part.encode()).decode().rstrip("=")
