"""Names that were chosen among those that there are."""

from collections.abc import Iterable
from difflib import get_close_matches


def known(what: str, given: Iterable[str], valid: Iterable[str]) -> set[str]:
    """The names; ValueError for one that there is not, with those that there are."""
    names = sorted(valid)
    chosen = set(given)
    for unknown in sorted(chosen.difference(names)):
        near = get_close_matches(unknown[:100], names, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"there is no {what} {unknown[:100]!r} (valid: {', '.join(names)}{meant})")
    return chosen
