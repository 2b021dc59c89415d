"""Evidence that a mean has fallen below a bound, at a time that nobody knows: it may be looked at any time, for ever.

A bettor stakes part of her capital on every session being worse than the bound. While the mean is not below it, her
capital is not expected to grow. A new bettor begins every second with a capital of one; what they have together is the
evidence, and has the unit of time: watching something healthy for t seconds, it is expected to be t at most, whenever
one looks. So a page at an evidence of a month is false once a month at most (an e-detector of the Shiryaev-Roberts
kind: Shin, Ramdas and Rinaldo 2024; bets on bounded means: Waudby-Smith and Ramdas 2024).
"""

from collections.abc import Sequence
from operator import mul

STAKES = tuple(0.9 / 2**power for power in range(6))
"""Shares of the largest stake that cannot be lost whole. Small drops are found with small ones."""
CAPITAL = tuple(part / 14 for part in (1, 2, 4, 4, 2, 1))
"""What of a new bettor's capital goes to each stake: most to those that find drops of a few points."""
_MOST = 1e200


class Drop:
    """The evidence of bettors who differ in their stakes, and who share what comes in."""

    __slots__ = ("_capital", "_most", "evidence")

    def __init__(self, capital: Sequence[float] = (), most: float = _MOST) -> None:
        """`most` is where evidence ends, so that it does not take a week to forget a week's drop."""
        self._capital = list(capital) or [0.0] * len(STAKES)
        if len(self._capital) != len(STAKES):
            raise ValueError(f"evidence is {len(STAKES)} numbers, not {len(self._capital)}")
        self._most = most
        self.evidence = _together(self._capital)
        """In seconds."""

    def observe(self, seconds: float, bound: float, mean: float, weight: float) -> None:
        """A session that came so many seconds after the one before: its mean score, from 0 to 1, and its weight,
        from 0 to 1 (`session_weight`).

        Weight and bound may depend on all that was known before the session, and the weight on how much was evaluated
        of it. A session is given once, as a whole: its turns are not independent.
        """
        if not (0 < bound < 1 and 0 <= mean <= 1 and 0 <= weight <= 1):
            raise ValueError("a bound is between 0 and 1, a mean and a weight from 0 to 1")
        worse = weight * (bound - mean) / (1 - bound)
        most = self._most
        self._capital = [
            min((capital + seconds) * (1 + stake * worse), most)
            for capital, stake in zip(self._capital, STAKES, strict=True)
        ]
        self.evidence = _together(self._capital)

    @property
    def capital(self) -> tuple[float, ...]:
        """What to keep through a restart."""
        return tuple(self._capital)

    def forget(self) -> None:
        """Begin anew, as after an alert that was false."""
        self._capital = [0.0] * len(self._capital)
        self.evidence = 0.0


def _together(capital: Sequence[float]) -> float:
    found: float = sum(map(mul, CAPITAL, capital))
    return found


def session_weight(weights: float, heaviest: float) -> float:
    """What a session with this sum of weights counts, as a share of that from which on they count the same.

    Turns of a session are alike, and each says less than the one before. But where what failed is drawn more often,
    sums of weights depend on outcomes, and whatever is not proportional to them has a bias.
    """
    return min(weights / heaviest, 1.0)
