"""The oracle: CUSUM with the exact likelihood of sessions at both rates, at the false-page rate that is asked for.

No procedure that has this rate finds a drop sooner, in the worst case (Moustakides 1986). It knows the rate before the
drop and after it, how many turns sessions have and how alike those are.
"""

from functools import cached_property, lru_cache
from math import exp, lgamma

import numpy as np

from tests.stats_simulation.traffic import Floats, Ints, Traffic

_WIDTH = 0.02
_RUN = 1e6
"""Sessions to a false page, where the threshold is calibrated."""


def likelihood(traffic: Traffic) -> Floats:
    """The probability of so many turns (rows), of which so many passed (columns)."""
    size, concentration = traffic.most_turns, (1 - traffic.correlation) / traffic.correlation
    a, b = traffic.rate * concentration, (1 - traffic.rate) * concentration
    result = np.zeros((size + 1, size + 1))
    for turns in range(1, size + 1):
        ends = (1 - 1 / traffic.turns) ** (turns - 1) * (1 / traffic.turns if turns < size else 1)
        for passed in range(turns + 1):
            ways = lgamma(turns + 1) - lgamma(passed + 1) - lgamma(turns - passed + 1)
            result[turns, passed] = ends * exp(ways + _beta(a + passed, b + turns - passed) - _beta(a, b))
    return result


def _beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


class Oracle:
    def __init__(self, before: Traffic, drop: float) -> None:
        healthy, dropped = likelihood(before), likelihood(before.with_rate(before.rate - drop))
        possible = healthy > 0
        self.told = np.zeros_like(healthy)
        """The logarithm of the ratio, for turns and passed turns."""
        self.told[possible] = np.log(dropped[possible] / healthy[possible])
        self._steps, self._chances = _lattice(self.told[possible], healthy[possible])

    def threshold(self, run: Floats) -> Floats:
        """With which a false page is expected after so many sessions: runs grow as its exponential."""
        return self._calibrated + np.log(run / _RUN)

    @cached_property
    def _calibrated(self) -> float:
        low, high = 100, 1000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.run(middle) < _RUN else (low, middle)
        return high * _WIDTH

    def run(self, states: int) -> float:
        """The expected number of sessions to a false page, by Brook and Evans (1972): CUSUM as a Markov chain."""
        to = np.arange(states)[:, None] + self._steps
        moves = np.zeros((states, states))
        inside = to < states
        rows = np.broadcast_to(np.arange(states)[:, None], to.shape)
        np.add.at(moves, (rows[inside], np.maximum(to, 0)[inside]), np.broadcast_to(self._chances, to.shape)[inside])
        return float(np.linalg.solve(np.eye(states) - moves, np.ones(states))[0])


def _lattice(steps: Floats, chances: Floats) -> tuple[Ints, Floats]:
    """Steps as whole numbers of widths, each divided between the two around it."""
    whole = np.floor(steps / _WIDTH)
    above = steps / _WIDTH - whole
    places, where = np.unique(np.concatenate([whole, whole + 1]).astype(np.int64), return_inverse=True)
    parts = np.concatenate([chances * (1 - above), chances * above])
    return places, np.bincount(where.ravel(), parts).astype(np.float64)


@lru_cache(maxsize=16)
def oracle_of(rate: float, drop: float) -> Oracle:
    return Oracle(Traffic(rate=rate), drop)
