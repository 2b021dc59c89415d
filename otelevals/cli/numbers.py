"""Scores for people: with as many digits as tell them apart."""

import math
from collections.abc import Sequence

_DIGITS = 3
_MOST_DIGITS = 9
_LARGE = 1e6


def numbers(values: Sequence[float | None], width: float | None = None) -> list[str]:
    """With three digits after the point, or as many as show `width`, that of an interval. Without one, or if it is 0,
    with as many as show two digits of the largest value."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    digits = max(_first_digit(width) if width else _first_digit(largest) + 1, _DIGITS)
    return ["-" if value is None else _number(value, digits) for value in values]


def _first_digit(value: float) -> int:
    """Which one after the point is not 0."""
    return -math.floor(math.log10(value)) if 0 < value < math.inf else 0


def _number(value: float, digits: int) -> str:
    return f"{value:.3g}" if abs(value) >= _LARGE or digits > _MOST_DIGITS else f"{value:.{digits}f}"
