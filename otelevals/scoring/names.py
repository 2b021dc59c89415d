"""Which names scorers may have: they become part of attribute names."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

RESERVED = ("score", "name", "tags", "case", "step", "capability")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}")


def check_name(name: str) -> str:
    """The name; ValueError when a scorer cannot be called that."""
    if name in RESERVED:
        raise ValueError(f"{name!r} is a reserved name ({', '.join(RESERVED)})")
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name for a scorer: letters, digits, _ and -, at most 100, beginning with a letter or _"
        )
    return name


def choices(written: str, valid: Iterable[str]) -> str:
    """` (valid: a, b; did you mean a?)` for the end of an error."""
    names = sorted(valid)
    near = get_close_matches(written[:100], names, n=1)
    return f" (valid: {', '.join(names)}{f'; did you mean {near[0]}?' if near else ''})"
