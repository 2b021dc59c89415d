"""The header fields of requests to judges: ours, the key, and those of the configuration."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")


class Fields(NamedTuple):
    """The header fields of requests."""

    all: dict[str, str]
    key: str
    given: dict[str, str]
    """Those of the configuration."""

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.key, *self.given.values())))


def request_headers(key_header: str, api_key: str | None, headers: Mapping[str, str]) -> Fields:
    """ValueError with a sentence when one cannot be sent; it does not show the value."""
    key = str.__str__(api_key or "")  # of a Secret too
    given = {name: str.__str__(value) for name, value in headers.items()}
    for where, value in (("api_key", key), *((f"header {name!r}", value) for name, value in given.items())):
        if not value.isascii() or not value.isprintable():
            raise ValueError(f"{where}: has characters that a header cannot carry")
    for name in given:
        if not _NAME.fullmatch(name):
            raise ValueError(f"header {name!r}: is no name of a header")
    fields = {
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "identity",  # a small compressed body may be a very large one
        "user-agent": "otelevals",
    }
    if key:
        fields[key_header] = f"Bearer {key}" if key_header == "authorization" else key
    fields |= {name.lower(): value for name, value in given.items()}
    return Fields(fields, key, given)
