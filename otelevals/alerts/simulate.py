"""Replays evaluations to rules as if they came again: what would people have been told, and when."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from otelevals.alerts.alert import PAGE, Message
from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.hours import DAY
from otelevals.alerts.rules import Rule
from otelevals.alerts.traffic import Traffic, evaluations
from otelevals.api.evaluation import EvaluationRecord
from otelevals.stats.power import design_effect, detection_delay

MINUTE = 60.0
START = 1_767_225_600.0
"""A Thursday, midnight."""
WARM_UP = 8 * DAY
"""So that there is a baseline."""


class Told(NamedTuple):
    time: float
    message: Message

    @property
    def page(self) -> bool:
        return self.message.band == PAGE and not self.message.resolved


def replay(engine: Engine, records: Iterable[EvaluationRecord], since: float, until: float) -> Iterator[Told]:
    """Evaluations in the order of their times, looked at every minute."""
    now = since
    for record in records:
        time = record.time / 1e9
        while now + MINUTE <= time:
            now += MINUTE
            yield from (Told(now, message) for message in engine.look(now))
        engine.take([record], max(time, now))
    while now + MINUTE <= until:
        now += MINUTE
        yield from (Told(now, message) for message in engine.look(now))


class Result(NamedTuple):
    """Of one kind of simulation."""

    days: float
    """That were watched without a drop."""
    false_pages: int
    false_reviews: int
    delays: tuple[float | None, ...]
    """Seconds until each drop paged; None when it did not before the end."""


class Plan(NamedTuple):
    traffic: Traffic
    drop: float
    runs: int
    healthy: float
    """Seconds without a drop, in every run."""
    longest: float
    """Seconds that a drop is watched for."""


def simulate(rules: Sequence[Rule], settings: Settings, plan: Plan, seed: int) -> Result:
    """Runs that begin anew, each of them healthy for some time, and then with a drop in all slices."""
    pages = reviews = 0
    delays = []
    for run in range(plan.runs):
        dice = Random(seed * 1000 + run)  # noqa: S311 - repeatable is what it is to be
        engine = Engine(rules, settings)
        watched = START + WARM_UP
        begin = watched + plan.healthy
        for told in replay(engine, evaluations(plan.traffic, START, begin, 0.0, dice), START, begin):
            if not told.message.resolved:
                pages += told.page
                reviews += not told.page
        records = evaluations(plan.traffic, begin, begin + plan.longest, plan.drop, dice)
        delays.append(_delay(engine, records, begin, begin + plan.longest))
    return Result(plan.runs * (plan.healthy + WARM_UP) / DAY, pages, reviews, tuple(delays))


def _delay(engine: Engine, records: Iterable[EvaluationRecord], begin: float, until: float) -> float | None:
    return next((told.time - begin for told in replay(engine, records, begin, until) if told.page), None)


def expected_delay(traffic: Traffic, drop: float, settings: Settings) -> float:
    """Seconds until a drop of one slice pages, as a formula says, where the rate before is known and below 1."""
    effect = design_effect(traffic.turns, traffic.correlation, (1 - 1 / traffic.turns) ** 0.5)
    per_second = traffic.per_hour / 3600 / traffic.slices
    rates = traffic.rate, traffic.rate - drop
    return detection_delay(*rates, per_second, settings.false_page_every, traffic.slices, effect).seconds


def degraded(
    records: Iterable[EvaluationRecord], since: float, share: float, dice: Random
) -> Iterator[EvaluationRecord]:
    """As if from a time on this share of what passes failed."""
    for record in records:
        falls = record.passed and record.time / 1e9 >= since and dice.random() < share
        yield record._replace(passed=False, score=0.0) if falls else record


def quantile(delays: Sequence[float | None], share: float) -> float | None:
    """The delay that this share of the drops has at most; None when fewer were noticed."""
    found = sorted(each for each in delays if each is not None)
    place = max(int(-(-share * len(delays) // 1)) - 1, 0)
    return found[place] if place < len(found) else None
