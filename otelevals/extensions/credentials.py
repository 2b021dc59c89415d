"""What credentials look like in headers, and how they are compared: in a time that says nothing about them."""

import hashlib
import hmac
import re
from collections.abc import Iterable

from otelevals.api.config import Secret
from otelevals.api.errors import Unauthenticated

_TOKEN = re.compile(r"[\x21-\x7e]+")


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def is_one_of(text: str, digests: Iterable[bytes]) -> bool:
    """Whether one of the digests is that of the text. All are compared, each in constant time."""
    found = False
    shown = digest(text)
    for each in digests:
        found |= hmac.compare_digest(each, shown)
    return found


def after_scheme(value: str | None, header: str, scheme: str, challenge: str) -> str:
    """The credentials in the value of a header; Unauthenticated when they are of another scheme or missing."""
    if value is None:
        raise Unauthenticated(f"the request has no header {header}", challenge)
    if not scheme:
        return value
    found, _, credentials = value.partition(" ")
    if found.lower() != scheme.lower() or not credentials:
        raise Unauthenticated(f"the header {header} does not have the scheme {scheme}", challenge)
    return credentials.strip()


def checked_token(token: Secret) -> Secret:
    """The token, if a header can carry it. The error does not show it."""
    if not _TOKEN.fullmatch(token.reveal()):
        raise ValueError("a token is empty or has characters that a header cannot carry")
    return token
