"""What is simulated, how much of it, and what must come out."""

from collections.abc import Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np

from tests.stats_simulation import budgets, engine_alarms, quiet, strata
from tests.stats_simulation.alarms import MONTH, false_pages, naive_pages
from tests.stats_simulation.bias import POLICIES, bias
from tests.stats_simulation.check import Check, at_most
from tests.stats_simulation.coverage import CASES, HARD, cover, differences
from tests.stats_simulation.power import Found, found
from tests.stats_simulation.traffic import DAY, Traffic, volumes

SLICES = 100
RATES = (0.8, 0.9, 0.95)
DROP = 0.05


class Amount(NamedTuple):
    repeats: int
    tolerance: float
    """Of coverage, around 93% to 97%."""
    cases: slice
    draws: int
    days: int
    """With one false page a day allowed."""
    months: int
    """With one false page a month allowed."""
    drops: int
    """Of each of the slices and rates."""
    baseline_step: int
    """One slice in so many, where baselines are tested, and drops are."""
    drop_step: int
    others: int
    """How much of error budgets, silence, strata and engines: 1 is some seconds."""


SHORT = Amount(400, 0.025, slice(0, None, 4), 2000, 5, 0, 1, 5, 2, 1)
FULL = Amount(3000, 0.0, slice(None), 20_000, 30, 6, 4, 1, 1, 10)


def checks(amount: Amount, seed: int) -> Iterator[Check]:
    dice = np.random.default_rng(seed)
    yield from _coverage(amount, dice)
    yield from _bias(amount, dice)
    yield from _false_pages(amount, dice)
    yield from _power(amount, dice)
    for part in (budgets, quiet, strata, engine_alarms):
        yield from part.checks(amount.others, dice)


def _coverage(amount: Amount, dice: np.random.Generator) -> Iterator[Check]:
    low, high = 0.93 - amount.tolerance, 0.97 + amount.tolerance
    for case in CASES[amount.cases]:
        found = cover(case, amount.repeats, dice)
        yield Check(f"cover pass rate: {case.name}", found.rate, low, high, found.naive)
        yield Check(f"cover mean: {case.name}", found.mean, low, high, found.naive)
        yield Check(f"cover pass rate by sessions: {case.name}", found.sessions, low, high)
        yield Check(f"groups are wider than sessions by: {case.name}", found.wider, 0.0, 0.08)
    for case in HARD[amount.cases]:
        found = cover(case, amount.repeats, dice)
        yield Check(f"cover at least, few failures: {case.name}", found.rate, low, 1.0, found.naive)
    for name, share in differences(amount.repeats, dice):
        yield Check(f"cover difference: {name}", share, low, high)


def _bias(amount: Amount, dice: np.random.Generator) -> Iterator[Check]:
    """Totals are unbiased; a mean is a ratio of two, and its bias vanishes as 1 / n: some 100 are evaluated here."""
    for name in POLICIES:
        for unit in ("trace", "session"):
            found = bias(name, unit, amount.draws, dice)
            noise = 4 * found.total_error
            yield Check(f"total, of the truth: {found.name}", found.total, 1 - noise, 1 + noise)
            noise = 0.005 + 4 * found.error
            yield Check(
                f"mean less the truth: {found.name}",
                found.weighted - found.truth,
                -noise,
                noise,
                found.naive - found.truth,
            )


def _false_pages(amount: Amount, dice: np.random.Generator) -> Iterator[Check]:
    """All slices are exactly at the bound, or at their baselines. Small ones may have had no failure in the week."""
    slices = [Traffic(sessions_per_day=volume) for volume in volumes(SLICES, 20, 1000)]
    sampled = [Traffic(sessions_per_day=volume, sampled=True) for volume in volumes(SLICES, 20, 1000)]
    drifting = [Traffic(sessions_per_day=v, drift=0.02, busy=0.5) for v in volumes(SLICES, 20, 1000)]
    small = [Traffic(sessions_per_day=v, rate=0.99) for v in volumes(SLICES, 3, 20)]
    for name, some, baseline in (
        ("threshold", slices, False),
        ("threshold, sampled with always", sampled, False),
        ("baseline", drifting[:: amount.baseline_step], True),
        ("baseline, small", small, True),
    ):
        pages = false_pages(some, amount.days, DAY, baseline, dice)
        what = f"false pages in {amount.days} days, {len(some)} slices, one a day allowed: {name}"
        yield Check(what, pages, 0, at_most(amount.days))
        if amount.months:
            pages = false_pages(some, amount.months * 30, MONTH, baseline, dice)
            what = f"false pages in {amount.months} months, {len(some)} slices, one a month allowed: {name}"
            yield Check(what, pages, 0, at_most(amount.months))
    pages = naive_pages(slices, 30, dice)
    yield Check("false pages in 30 days, 100 slices, a 95% interval every minute: naive", pages, 500, 1e6)


def _power(amount: Amount, dice: np.random.Generator) -> Iterator[Check]:
    """With two standard errors of the simulation."""
    for baseline, name, least in ((False, "threshold", 0.93), (True, "baseline", 0.9)):
        step = amount.baseline_step * amount.drop_step if baseline else amount.drop_step
        whole = Found()
        for rate in RATES:
            part = Found()
            slices = [Traffic(sessions_per_day=volume, rate=rate) for volume in volumes(SLICES, 100, 10_000)]
            for _ in range(amount.drops):
                for one in found(slices[::step], DROP, MONTH, baseline, DAY, dice):
                    part += one
            whole += part
            what = f"found of {part.drops} drops from {rate:.0%}, of the oracle's {part.oracle}: {name}"
            yield Check(what, part.power, least - 4 * 0.3 / sqrt(part.oracle), 1.1)
        yield Check(
            f"found of {whole.drops} drops, of the oracle's {whole.oracle}: {name}",
            whole.power,
            least - 2 * 0.3 / sqrt(whole.oracle),
            1.1,
        )
