"""Where something private is in a text."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Never the value itself: whoever says that there is something does not say what."""

    kind: str
    start: int
    end: int
    """In characters, the end not included."""
