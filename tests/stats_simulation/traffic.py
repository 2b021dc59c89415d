"""The traffic that is simulated: sessions whose turns pass or fail, and are alike within a session."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

DAY = 86_400.0
SAMPLED, FLAGGED = 0.25, 0.3
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Traffic:
    """Turns a session are geometric, a session's own pass rate has a beta distribution around that of its time."""

    sessions_per_day: float = 1000.0
    rate: float = 0.9
    turns: float = 5.0
    most_turns: int = 40
    correlation: float = 0.25
    """Of two turns of a session."""
    drift: float = 0.0
    """How far the pass rate goes up and down in a day."""
    busy: float = 0.0
    """How far the volume does, as a share of it."""
    sampled: bool = False
    """Whether turns are drawn with 25%, and always where a code check flags them: 30% of those that fail."""

    def with_rate(self, rate: float) -> "Traffic":
        return replace(self, rate=rate)

    def rate_at(self, times: Floats) -> Floats:
        return self.rate + self.drift * np.sin(2 * np.pi * times / DAY)


@dataclass(frozen=True)
class Sessions:
    """Those with an evaluation."""

    times: Floats
    turns: Ints
    passed: Ints
    weights: Floats
    """Sums of weights, and below of weights times scores."""
    scores: Floats


def sessions(traffic: Traffic, begin: float, end: float, dice: np.random.Generator) -> Sessions:
    """In the order in which they end, of so many seconds."""
    count = dice.poisson(traffic.sessions_per_day * (1 + traffic.busy) * (end - begin) / DAY)
    times = np.sort(dice.uniform(begin, end, count))
    if traffic.busy:
        volume = (1 + traffic.busy * np.sin(2 * np.pi * times / DAY)) / (1 + traffic.busy)
        times = times[dice.random(count) < volume]
    turns, passed = drawn(traffic, traffic.rate_at(times), dice)
    if not traffic.sampled:
        return Sessions(times, turns, passed, turns.astype(float), passed.astype(float))
    flagged = dice.binomial(turns - passed, FLAGGED)
    good, bad = dice.binomial(passed, SAMPLED), dice.binomial(turns - passed - flagged, SAMPLED)
    some = good + bad + flagged > 0
    weights = (good + bad) / SAMPLED + flagged
    return Sessions(times[some], turns[some], passed[some], weights[some], good[some] / SAMPLED)


def drawn(traffic: Traffic, rates: Floats, dice: np.random.Generator) -> tuple[Ints, Ints]:
    """Turns and passed turns of sessions with these expected pass rates."""
    turns = np.minimum(dice.geometric(1 / traffic.turns, rates.shape), traffic.most_turns)
    concentration = (1 - traffic.correlation) / traffic.correlation
    own = dice.beta(rates * concentration, (1 - rates) * concentration)
    return turns, dice.binomial(turns, own)


def volumes(count: int, lowest: float, highest: float) -> list[float]:
    """Sessions a day of slices, evenly spread over orders of magnitude."""
    return [float(volume) for volume in np.geomspace(lowest, highest, count)]
