"""How well a judge agrees with labels: pure functions of pairs of what a person said and what the judge said."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_Z = 1.959963984540054
"""Of the normal distribution: 95% lie between -z and z."""

Pair = tuple[str, str]
"""What is right, and what the judge said."""


class Agreement(NamedTuple):
    n: int
    agreed: int
    accuracy: float
    low: float
    high: float
    """The 95% interval of the accuracy."""
    kappa: float | None
    """Cohen's: 0 for a judge that agrees as often as chance would, 1 for one that always does; None where chance alone
    agrees always."""


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """ValueError without pairs."""
    if not pairs:
        raise ValueError("there is nothing to compare")
    n, agreed = len(pairs), sum(right == said for right, said in pairs)
    low, high = wilson(agreed, n)
    return Agreement(n, agreed, agreed / n, low, high, kappa(pairs))


def wilson(successes: int, n: int, z: float = _Z) -> tuple[float, float]:
    """Wilson's interval of a share: it stays within 0 and 1, and holds what it should for few cases too."""
    share, square = successes / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return (0.0 if successes == 0 else middle - half), (1.0 if successes == n else middle + half)


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa: agreement beyond that of chance."""
    n = len(pairs)
    rights, saids = Counter(right for right, _ in pairs), Counter(said for _, said in pairs)
    chance = sum(rights[label] * saids[label] for label in rights) / (n * n)
    if chance == 1:
        return None
    return (sum(right == said for right, said in pairs) / n - chance) / (1 - chance)


def confusion(pairs: Iterable[Pair]) -> dict[Pair, int]:
    """How often the judge said what for what is right."""
    return dict(sorted(Counter(pairs).items()))
