"""Does a text look as if nobody had made it up."""

from collections import Counter
from math import log2


def entropy(text: str) -> float:
    """Bits a character."""
    size = len(text)
    return -sum([count / size * log2(count / size) for count in Counter(text).values()])


def looks_random(text: str) -> bool:
    """Whether kinds of characters change as they do not within words. Only a part of a long one is looked at."""
    part = text[:200]
    if entropy(part) < 3 or "..." in part:
        return False
    digits = sum(map(str.isdigit, part))
    upper, lower = any(map(str.isupper, part)), any(map(str.islower, part))
    words = part.replace("_", "-").split("-")
    if (
        len(words) > 2
        and all(word.isalpha() or word.isdigit() for word in words if len(word) < 12)
        and max(map(len, words)) < 12
    ):
        return False
    return (digits > 1 and (upper or lower)) or (upper and lower and _changes(part) > len(part) // 4)


def _changes(text: str) -> int:
    """How often capital and small letters follow on one another."""
    return sum(map(bool.__ne__, map(str.isupper, text), map(str.isupper, text[1:])))
