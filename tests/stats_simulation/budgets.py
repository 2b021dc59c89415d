"""Alarms of error budgets, by the engine itself: false ones where budgets burn just as fast as they may, and how soon a
page comes when they burn faster.

A slice has 100 evaluations an hour, of sessions as those of the other simulations.
"""

from collections.abc import Iterator
from itertools import chain, count
from random import Random
from statistics import median

import numpy as np

from otelevals.alerts.alert import PAGE, REVIEW
from otelevals.alerts.book import Pace
from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.rule_config import RuleConfig, SliConfig
from otelevals.alerts.rules import rules_of
from otelevals.alerts.simulate import START, replay
from otelevals.alerts.traffic import Traffic, evaluations
from otelevals.api.evaluation import EvaluationRecord
from otelevals.stats.budget import bound, burns
from tests.stats_simulation.check import Check, at_most
from tests.stats_simulation.traffic import DAY
from tests.stats_simulation.traffic import Traffic as Sessions

TARGETS = (0.99, 0.95, 0.9, 0.8)
SLICES = 5
_PER_HOUR = 100.0
_FAILS = 0.001
"""As good as none pass."""
_LONGEST = 2 * DAY
_ONCE = Pace(repeat_interval=0.0)


def checks(much: int, dice: np.random.Generator) -> Iterator[Check]:
    days, runs = 2 * much, 2 * much
    for target in TARGETS if much > 1 else TARGETS[-1:]:
        own = Random(int(dice.integers(2**32)))
        allowed = f"in {days} days, one a day allowed, target {target:.0%}"
        for name, found in zip(("pages", "reviews"), false_alarms(target, days, DAY, own), strict=True):
            yield Check(f"false {name} of {SLICES} budgets that burn as they may {allowed}", found, 0, at_most(days))
        pages = false_pages(target, days, DAY, own)
        yield Check(f"false pages of a budget that burns just as fast as pages {allowed}", pages, 0, at_most(days))
        faster = bound(target, 1.5 * burns(target)[1].rate)
        for name, passing, most in (("none passes", _FAILS, 5.0), ("it burns 1.5 times as fast", faster, 24.0)):
            hours = median(_delay(target, passing, own) for _ in range(runs)) / 3600
            yield Check(f"hours to a page when {name}, median of {runs}, target {target:.0%}", hours, 0, most)


def false_alarms(target: float, days: float, every: float, dice: Random) -> tuple[int, int]:
    """Pages and reviews of slices that are exactly at their targets, with one of each allowed in so many seconds."""
    engine, end = _engine(target, SLICES, Settings(every, every, pace=_ONCE)), START + days * DAY
    told = replay(engine, _came(target, SLICES, START, end, dice), START, end)
    bands = [each.message.band for each in told if not each.message.resolved]
    return bands.count(PAGE), bands.count(REVIEW)


def false_pages(target: float, days: float, every: float, dice: Random) -> int:
    """Of a slice whose budget burns exactly as fast as a page needs, which is not too fast for it yet. After each it
    begins anew: the alert would stay on."""
    rate, now, end = bound(target, burns(target)[1].rate), START, START + days * DAY
    for pages in count():
        engine = _engine(target, 1, Settings(every, every, pace=_ONCE))
        page = next((each for each in replay(engine, _came(rate, 1, now, end, dice), now, end) if each.page), None)
        if page is None:
            return pages
        now = page.time
    raise AssertionError


def _delay(target: float, passing: float, dice: Random) -> float:
    """Seconds from a fall of the pass rate to the page, after a day without; two days when there is none until then."""
    engine, fall = _engine(target, 1, Settings()), START + DAY
    end = fall + _LONGEST
    came = chain(_came((1 + target) / 2, 1, START, fall, dice), _came(passing, 1, fall, end, dice))
    return next(
        (each.time - fall for each in replay(engine, came, START, end) if each.page and each.time > fall), _LONGEST
    )


def _engine(target: float, slices: int, settings: Settings) -> Engine:
    sli = SliConfig(scorer="tone", target=target, slices=["model"] if slices > 1 else [])
    return Engine(rules_of({"burn": RuleConfig(kind="slo_burn", sli="fine")}, {"fine": sli}), settings)


def _came(rate: float, slices: int, begin: float, end: float, dice: Random) -> Iterator[EvaluationRecord]:
    names = ("model",) if slices > 1 else ()
    traffic = Traffic("tone", rate, _PER_HOUR * slices, Sessions.turns, Sessions.correlation, names, slices)
    return evaluations(traffic, begin, end, 0.0, dice)
