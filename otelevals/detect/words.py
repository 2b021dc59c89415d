"""Words near a number that say what it is."""

import re
from collections.abc import Iterable
from typing import Any

import re2


def pattern_of(words: Iterable[str]) -> Any:
    """One expression for lists of words, for text in lower case."""
    return re2.compile(expression(words))


def expression(words: Iterable[str]) -> str:
    """In RE2's syntax, for lists of words that are separated by `|` and in lower case.

    A space stands for any of space, `_`, `-` or nothing. Words of ASCII stand alone, digits behind them aside; others,
    which languages without spaces have, stand anywhere.
    """
    each = sorted({word for several in words for word in several.split("|")})
    alone = "|".join([_spaced(word) for word in each if word.isascii()])
    anywhere = [_spaced(word) for word in each if not word.isascii()]
    parts = [*([rf"(?:^|[^\pL\pN])(?:{alone})(?:$|[^\pL_])"] if alone else []), *anywhere]
    return "|".join(parts)


def _spaced(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ _-]?")
