"""Layouts of numbers as one regular expression, which looks at each character of a text a bounded number of times."""

import re
from collections.abc import Iterable
from itertools import groupby

_SEPARATORS = frozenset(" -./")


def spread(layout: str, separators: str = " -") -> tuple[str, ...]:
    """The layout, written with spaces, with each of the separators, and without any."""
    return (layout.replace(" ", ""), *[layout.replace(" ", separator) for separator in separators])


def scanner(layouts: Iterable[str]) -> re.Pattern[bytes]:
    """Finds the longest layout where a group of digits or letters begins; all layouts begin with the same character.

    It begins with that character as a literal, so that `re` leaps from one to the next. It repeats nothing without a
    bound, and goes back no further than a layout is long.
    """
    whole = sorted(set(layouts))
    if not whole:
        return re.compile(rb"(?!)")
    (first,) = {layout[0] for layout in whole}
    rest = _tree([layout[1:] for layout in whole])
    return re.compile(f"{first}(?<![0Aa_]{first}){rest}(?![0Aa_])".encode())


def gate(layouts: Iterable[str], first: str) -> str:
    """An expression in RE2's syntax for the layouts in plain text, with the characters that they may begin with."""
    rest = _tree(sorted({layout[1:] for layout in layouts}))
    plain = rest.replace("0", "[0-9]").replace("A", "[A-Z]")
    return f"(?:^|[^0-9A-Za-z_])[{first}]{plain}(?:$|[^0-9A-Za-z_])"


def _tree(layouts: list[str]) -> str:
    """An expression for sorted texts, with what they begin with in common taken together."""
    branches = []
    for first, group in groupby(filter(None, layouts), key=lambda layout: layout[0]):
        branches.append(re.escape(first) + _tree([layout[1:] for layout in group]))
    if not branches:
        return ""
    alternatives = branches[0] if len(branches) == 1 and "" not in layouts else f"(?:{'|'.join(branches)})"
    return f"{alternatives}?" if "" in layouts else alternatives


def shorter(layout: str) -> list[str]:
    """The texts that a layout begins with and that end where one of its groups does, itself first."""
    ends = [at for at, character in enumerate(layout) if character in _SEPARATORS]
    return [layout, *[layout[:end] for end in reversed(ends)]]
