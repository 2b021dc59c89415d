"""Whether estimates are right on average under every policy, over many draws of the same traffic.

The traffic: 1200 targets of three hours, in sessions of four, a tenth of them in the segment `refunds`, which fails
more often. A code check flags some failures. Probabilities come from `Plan`, as each target arrives.
"""

from typing import NamedTuple

import numpy as np

from otelevals.stats.inclusion import Inclusion
from otelevals.stats.plan import Plan, Policies
from tests.stats_simulation.traffic import Floats

TARGETS, TURNS, HOURS = 1200, 4, 3
POLICIES = {
    "rate": Policies(rate=0.1),
    "floor": Policies(rate=0.0, floor=0.05),
    "strata": Policies(strata={"refunds": 0.5, "usual": 0.05}),
    "strata with min_per_hour": Policies(rate=0.05, min_per_hour=30),
    "adaptive": Policies(per_minute=2),
    "all together": Policies(rate=0.02, strata={"refunds": 0.2}, min_per_hour=20, per_minute=1),
}


class Bias(NamedTuple):
    name: str
    truth: float
    weighted: float
    error: float
    """The standard error of `weighted` and of `total`, as it varies from draw to draw."""
    total: float
    total_error: float
    """Failures, of all targets (Horvitz and Thompson), as a share of how many there are."""
    naive: float
    """The mean without weights."""


def bias(name: str, unit: str, draws: int, dice: np.random.Generator) -> Bias:
    times = np.sort(dice.uniform(0, HOURS * 3600, TARGETS))
    sessions = dice.integers(0, TARGETS // TURNS, TARGETS)
    refunds = sessions % 10 == 0
    passed = (dice.random(TARGETS) < np.where(refunds, 0.6, 0.95)).astype(float)
    flagged = (passed == 0) & (dice.random(TARGETS) < 0.3)
    p = np.array([chosen.probability for chosen in _planned(POLICIES[name], times, refunds, flagged)])
    units = sessions if unit == "session" else np.arange(TARGETS)
    u = dice.random((draws, TARGETS))[:, units]
    weights = np.where(u < p, 1 / p, 0.0)
    some = weights.sum(axis=1) > 0
    estimates = ((weights * passed).sum(axis=1)[some]) / weights.sum(axis=1)[some]
    totals = (weights * (1 - passed)).sum(axis=1) / (1 - passed).sum()
    naive = ((weights > 0) * passed).sum(axis=1)[some] / (weights > 0).sum(axis=1)[some]
    return Bias(f"{name}, by {unit}", float(passed.mean()), *_mean(estimates), *_mean(totals), float(naive.mean()))


def _planned(policies: Policies, times: Floats, refunds: np.ndarray, flagged: np.ndarray) -> list[Inclusion]:
    plan = Plan(policies)
    return [
        plan.inclusion(time, "refunds" if refund else "usual", ["flagged"] if flag else [])
        for time, refund, flag in zip(times.tolist(), refunds, flagged, strict=True)
    ]


def _mean(values: Floats) -> tuple[float, float]:
    return float(values.mean()), float(values.std() / np.sqrt(len(values)))
