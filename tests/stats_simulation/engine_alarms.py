"""What an engine of alerts says of simulated days: how often it is wrong, how soon it sees a drop, when it is over.

All of the engine takes part: evaluations turn by turn, sessions that end five minutes after their last one, weights of
sampled turns, baselines by hour, two burn rates, silences, and the control over all rules and slices together.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

import numpy as np

from otelevals.alerts.alert import PAGE, Alert, Message
from otelevals.alerts.book import Pace
from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.rule_config import RuleConfig, SliConfig
from otelevals.alerts.rules import rules_of
from otelevals.alerts.simulate import START
from tests.stats_simulation.check import Check, at_most
from tests.stats_simulation.engine_traffic import DRIFTING, RATE, STEADY, Days, Slices
from tests.stats_simulation.traffic import DAY

MONTH = 30 * DAY
MINUTE = 60.0
DROP = 0.05
LONGEST = 3
"""Days that a drop, and what comes after it, is watched for."""
BY = ["model"]
RULES: dict[str, dict[str, Any]] = {
    "low": {"kind": "threshold", "scorer": STEADY, "below": RATE, "by": BY},
    "burns": {"kind": "slo_burn", "sli": "served"},
    "fell": {"kind": "baseline", "scorer": DRIFTING, "by": BY},
    "quiet": {"kind": "silence", "scorer": DRIFTING, "by": BY},
}
"""The bounds of thresholds and objectives are what healthy slices just hold."""
SLIS = {"served": {"scorer": STEADY, "target": RATE, "slices": BY}}


class Plan(NamedTuple):
    slices: int
    lowest: float
    highest: float
    """Sessions a day of the slices with fewest and most."""
    days: int
    """Without a drop."""
    every: float = MINUTE
    """Seconds between two looks."""


SHORT = Plan(4, 300, 1000, 4, 5 * MINUTE)
FULL = Plan(100, 20, 600, 4)


@dataclass
class Outcome:
    pages: int = 0
    """In healthy days, with one a day allowed."""
    reviews: int = 0
    """With four a day allowed."""
    delays: dict[str, float] = field(default_factory=dict)
    """Hours from a drop until a rule paged, with one false page a month allowed."""
    others: int = 0
    """Pages for other slices meanwhile."""
    over: float | None = None
    """Hours from the end of the drop until all its alerts were over."""


def checks(much: int, dice: np.random.Generator) -> Iterator[Check]:
    plan = SHORT if much == 1 else FULL
    found = simulated(plan, dice)
    where = f"of an engine with {len(RULES)} rules, {plan.slices} slices"
    yield Check(f"false pages in {plan.days} days, one a day allowed, {where}", found.pages, 0, at_most(plan.days))
    yield Check(
        f"false reviews in {plan.days} days, 4 a day allowed, {where}", found.reviews, 0, at_most(4 * plan.days)
    )
    for rule, what in (("low", "below a bound"), ("fell", "below a baseline")):
        hours = found.delays.get(rule, inf)
        yield Check(f"hours until a drop of {DROP:.0%} pages, one false page a month, {what}, {where}", hours, 0, 48)
    yield Check(f"pages for other slices meanwhile, {where}", found.others, 0, at_most(2 * LONGEST / 30))
    over = inf if found.over is None else found.over
    yield Check(f"hours until all alerts of a drop are over that has ended, {where}", over, 0, 24 * LONGEST)


class Run:
    def __init__(self, plan: Plan, dice: np.random.Generator) -> None:
        self.slices = Slices.of(plan.slices, plan.lowest, plan.highest)
        self._days = Days(self.slices, dice)
        self._every = plan.every
        rules = {name: RuleConfig.model_validate(each) for name, each in RULES.items()}
        slis = {name: SliConfig.model_validate(each) for name, each in SLIS.items()}
        settings = Settings(DAY, DAY / 4, plan.slices, Pace(repeat_interval=0.0))
        self.engine = Engine(list(rules_of(rules, slis)), settings)
        self.day = 0

    def next_day(self) -> list[tuple[float, Message]]:
        """What is told, and when."""
        told: list[tuple[float, Message]] = []
        came = self._days.next(self.day)
        times = [record.time / 1e9 for record in came]
        begin, done = START + self.day * DAY, 0
        for i in range(1, int(DAY / self._every) + 1):
            now = begin + i * self._every
            until = bisect_left(times, now, done)
            self.engine.take(came[done:until], now)
            done = until
            told += [(now, message) for message in self.engine.look(now)]
        self.day += 1
        return told


def simulated(plan: Plan, dice: np.random.Generator) -> Outcome:
    """Healthy days, a drop in one slice until every rule about it paged, and what comes after it."""
    run = Run(plan, dice)
    outcome = Outcome()
    for _ in range(plan.days):
        for _, message in run.next_day():
            outcome.pages += not message.resolved and message.band == PAGE
            outcome.reviews += not message.resolved and message.band != PAGE
    run.engine.settings = run.engine.settings._replace(false_page_every=MONTH, false_review_every=MONTH / 4)
    fallen = (plan.slices - 1) // 2 * 2  # the largest whose turns are all judged
    _drop(run, fallen, outcome)
    _recover(run, fallen, outcome)
    return outcome


def _drop(run: Run, fallen: int, outcome: Outcome) -> None:
    began = START + run.day * DAY
    run.slices.drops[fallen] = DROP
    for _ in range(LONGEST):
        for now, message in run.next_day():
            for alert in message.alerts:
                if message.resolved or alert.told != PAGE:
                    continue
                if _is_of(alert, fallen):
                    outcome.delays.setdefault(message.rule, (now - began) / 3600)
                else:
                    outcome.others += 1
        if {"low", "fell"} <= outcome.delays.keys():
            return


def _recover(run: Run, fallen: int, outcome: Outcome) -> None:
    began = START + run.day * DAY
    run.slices.drops[fallen] = 0.0
    for _ in range(LONGEST):
        ends = [now for now, message in run.next_day() if any(_is_of(alert, fallen) for alert in message.alerts)]
        if not any(_is_of(alert, fallen) for alert in run.engine.book.on):
            outcome.over = (max(ends, default=began) - began) / 3600
            return


def _is_of(alert: Alert, fallen: int) -> bool:
    return dict(alert.key.slice).get("model") == str(fallen)
