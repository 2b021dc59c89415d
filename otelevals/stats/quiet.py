"""Evidence that something comes less often than it should: a scorer that stopped firing, traffic that stayed away.

As `Drop`, with bets on the number of what comes. While it comes at the expected rate or a higher one, whenever that is,
the evidence is not expected to exceed the seconds that it was watched for. What comes several at once counts as less.
"""

from collections.abc import Sequence
from math import exp, log
from statistics import median

SHARES = (0.0, 0.25, 0.5, 0.75)
"""Of the expected rate, that bettors bet on."""
_MOST = 1e200
_FEWEST, _LEAST = 12, 15
"""How many times three hours there have to be, with how many in each, for it to be known how many come at once."""
_MEDIAN = 0.4549
"""Of the square of a normal value."""


class Quiet:
    __slots__ = ("_capital", "_most")

    def __init__(self, capital: Sequence[float] = (), most: float = _MOST) -> None:
        self._capital = list(capital) or [0.0] * len(SHARES)
        if len(self._capital) != len(SHARES):
            raise ValueError(f"evidence is {len(SHARES)} numbers, not {len(self._capital)}")
        self._most = most

    def observe(self, seconds: float, came: int, rate: float, together: float = 1.0) -> None:
        """So many came in these seconds, where `rate` a second were the least to expect. Call it every minute, also
        when nothing came.

        `together` is how many come at once: the sum of squares of such numbers by their sum, which is also the variance
        of counts by their mean. It is what makes the evidence of any mixture of numbers not grow: with B at once,
        (1 - share ** (B / together)) / B is convex in B.
        """
        if not (seconds >= 0 and came >= 0 and rate >= 0 and together >= 1):
            raise ValueError("seconds, numbers and rates are not negative, and at least one comes at once")
        expected, counted = rate * seconds / together, came / together
        self._capital = [self._after(capital, share, seconds, counted, expected) for capital, share in self._bettors()]

    def _bettors(self) -> list[tuple[float, float]]:
        return list(zip(self._capital, SHARES, strict=True))

    def _after(self, capital: float, share: float, seconds: float, came: float, expected: float) -> float:
        if came and not share:
            return 0.0
        told = (1 - share) * expected + (came * log(share) if came else 0.0)
        return min((capital + seconds) * exp(min(told, log(_MOST))), self._most)

    @property
    def evidence(self) -> float:
        """In seconds."""
        return sum(self._capital) / len(self._capital)

    @property
    def capital(self) -> tuple[float, ...]:
        return tuple(self._capital)

    def forget(self) -> None:
        self._capital = [0.0] * len(self._capital)


def at_once(hours: Sequence[int]) -> float:
    """How many come at once, from how many came in each of consecutive hours: these vary so many times as much as if
    they came one by one. The median of how far an hour is off those around it does not know of the rhythm of a day."""
    off = [
        (a - 2 * b + c) ** 2 / (a + 4 * b + c)
        for a, b, c in zip(hours, hours[1:], hours[2:], strict=False)
        if a + b + c >= _LEAST
    ]
    return max(median(off) / _MEDIAN, 1.0) if len(off) >= _FEWEST else 1.0
