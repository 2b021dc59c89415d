"""How well two raters agree, a judge and a person say: accuracy, Cohen's kappa and Krippendorff's alpha."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from otelevals.stats.estimate import wilson
from otelevals.stats.interval import LEVEL, Interval
from otelevals.stats.quantiles import normal


class Confusion(NamedTuple):
    """How often the first rater said the one where the second said the other; classes in the order of `classes`."""

    classes: tuple[Hashable, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        return sum(map(sum, self.counts))


def confusion(pairs: Sequence[tuple[Hashable, Hashable]], classes: Sequence[Hashable] = ()) -> Confusion:
    """Classes are those given, in their order, or all that occur, in that of their names."""
    known = tuple(classes) or tuple(sorted({label for pair in pairs for label in pair}, key=str))
    counted = Counter(pairs)
    missing = {label for pair in counted for label in pair} - set(known)
    if missing:
        raise ValueError(f"not among the classes: {', '.join(sorted(map(str, missing)))}")
    return Confusion(known, tuple(tuple(counted[first, second] for second in known) for first in known))


def accuracy(table: Confusion, level: float = LEVEL) -> Interval:
    """The share of pairs that are equal, with Wilson's interval."""
    share = sum(table.counts[i][i] for i in range(len(table.classes))) / _some(table)
    return Interval(share, *wilson(share, table.n, normal((1 + level) / 2)))


def cohen_kappa(table: Confusion, weights: str = "", level: float = LEVEL) -> Interval | None:
    """Agreement beyond chance; `weights` may be `linear` or `quadratic`, for classes that have an order.

    Its large-sample interval is that of Fleiss, Cohen and Everitt (1969). None where chance leaves nothing to agree on.
    """
    n, size = _some(table), len(table.classes)
    p = [[count / n for count in row] for row in table.counts]
    rows = [sum(row) for row in p]
    columns = [sum(p[i][j] for i in range(size)) for j in range(size)]
    w = [[_credit(i, j, size, weights) for j in range(size)] for i in range(size)]
    seen = sum(w[i][j] * p[i][j] for i in range(size) for j in range(size))
    chance = sum(w[i][j] * rows[i] * columns[j] for i in range(size) for j in range(size))
    if chance >= 1 - 1e-12:
        return None
    kappa = (seen - chance) / (1 - chance)
    by_row = [sum(w[i][j] * columns[j] for j in range(size)) for i in range(size)]
    by_column = [sum(w[i][j] * rows[i] for i in range(size)) for j in range(size)]
    squares = sum(
        p[i][j] * (w[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2 for i in range(size) for j in range(size)
    )
    variance = max(squares - (kappa - chance * (1 - kappa)) ** 2, 0.0) / (n * (1 - chance) ** 2)
    half = normal((1 + level) / 2) * sqrt(variance)
    return Interval(kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))


def krippendorff_alpha(ratings: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Nominal alpha of what any number of raters said of each unit; None is a rating that is missing.

    None where all ratings are one class, or no unit has two.
    """
    weights: dict[tuple[Hashable, Hashable], float] = {}
    for unit in ratings:
        given = Counter(rating for rating in unit if rating is not None)
        m = given.total()
        if m < 2:
            continue
        for first, one in given.items():
            for second, other in given.items():
                pairs = one * (other - (first == second))
                weights[first, second] = weights.get((first, second), 0.0) + pairs / (m - 1)
    return _alpha(weights)


def _alpha(coincidences: Mapping[tuple[Hashable, Hashable], float]) -> float | None:
    totals: dict[Hashable, float] = {}
    for (first, _), weight in coincidences.items():
        totals[first] = totals.get(first, 0.0) + weight
    n = sum(totals.values())
    expected = n * n - sum(total * total for total in totals.values())
    if expected <= 1e-9:
        return None
    observed = sum(weight for (first, second), weight in coincidences.items() if first != second)
    return 1 - (n - 1) * observed / expected


def _credit(i: int, j: int, size: int, weights: str) -> float:
    if weights == "":
        return float(i == j)
    if weights not in ("linear", "quadratic"):
        raise ValueError(f"weights are linear or quadratic, not {weights}")
    apart = abs(i - j) / max(size - 1, 1)
    return 1 - (apart if weights == "linear" else apart * apart)


def _some(table: Confusion) -> int:
    if not table.n:
        raise ValueError("there is nothing to compare")
    return table.n
