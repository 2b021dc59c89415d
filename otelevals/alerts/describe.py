"""What an alert says of a slice: means, intervals, burn rates, traces to look at, and what is new."""

from collections.abc import Sequence

from otelevals.alerts.alert import Facts, Key
from otelevals.alerts.changes import FirstSeen
from otelevals.alerts.feed import Part
from otelevals.alerts.hours import DAY, HOUR, Level
from otelevals.alerts.rules import COVERAGE, ERRORS, STOPPED, Rule
from otelevals.alerts.watches import BASELINE
from otelevals.stats.budget import Burn, budget_left, burn_rate
from otelevals.stats.interval import Interval

_EXAMPLES = 5
_SHORT = 6 * HOUR
"""For windows up to this long sums of five minutes are kept."""


def describe(
    rule: Rule, key: Key, part: Part | None, changes: Sequence[FirstSeen], once_in: float, now: float
) -> Facts:
    facts = Facts(
        title=_title(rule, key.what),
        kind=rule.kind,
        scorer=rule.source.scorer,
        measure=rule.source.measure,
        once_in=once_in,
        changes=list(changes),
        summary=rule.summary,
        runbook=rule.runbook,
    )
    if part is not None:
        facts.day = _scaled(rule, part.hours.level(now - DAY, now + HOUR))
        facts.week = _scaled(rule, part.hours.level(now - BASELINE[0], now - BASELINE[1]))
        facts.examples = part.examples.worst(now, _EXAMPLES)
        if rule.objective is not None:
            _add_budget(facts, rule, part, now)
    return facts


def _scaled(rule: Rule, level: Level | None) -> Level | None:
    """As scores are, rather than from 0 to 1."""
    low, width = rule.source.low, rule.source.high - rule.source.low
    if level is None:
        return None
    return level._replace(**{name: low + width * getattr(level, name) for name in ("mean", "low", "high")})


def over_budget(rule: Rule, burn: Burn, part: Part, now: float) -> bool:
    """Whether the budget burns as fast as that in both windows."""
    windows = burn.seconds, burn.short_seconds
    return all((_rate(rule, part, seconds, now) or 0.0) >= burn.rate for seconds in windows)


def _add_budget(facts: Facts, rule: Rule, part: Part, now: float) -> None:
    assert rule.objective is not None
    for looked in rule.looked:
        for seconds in (looked.burn.seconds, looked.burn.short_seconds) if looked.burn is not None else ():
            rate = _rate(rule, part, seconds, now)
            if rate is not None:
                facts.burn_rates[_window(seconds)] = rate
    whole = part.hours.level(now - rule.objective.window, now + HOUR)
    if whole is not None:
        facts.budget_left = budget_left(Interval(whole.mean, whole.low, whole.high), rule.objective.target).value


def _rate(rule: Rule, part: Part, seconds: float, now: float) -> float | None:
    """How many times too fast the budget was used up in so many seconds; None where nothing came."""
    assert rule.objective is not None
    if seconds > _SHORT:
        passed = part.hours.mean(now - seconds, now + HOUR)
    else:
        recent = [each for each in part.recent if each[0] > now - seconds - 300]
        weight = sum(each[1] for each in recent)
        passed = sum(each[2] for each in recent) / weight if weight > 0 else None
    return None if passed is None else burn_rate(Interval(passed, passed, passed), rule.objective.target).value


def _window(seconds: float) -> str:
    return f"{seconds / 60:g}m" if seconds < HOUR else f"{seconds / HOUR:g}h"


def _title(rule: Rule, what: str) -> str:
    scorer = rule.source.scorer
    mean = "pass rate" if rule.source.measure == "pass_rate" else "mean score"
    if what == STOPPED:
        return f"{scorer} is evaluated far less often than in the days before"
    if what == ERRORS:
        return f"more evaluations of {scorer} are errors than may be"
    if what == COVERAGE:
        return f"less of what {scorer} should evaluate is evaluated than should be"
    if rule.objective is not None:
        return f"the error budget of {rule.objective.name} burns too fast"
    if rule.bound is not None:
        return f"the {mean} of {scorer} is below {rule.bound:g}"
    return f"the {mean} of {scorer} fell below what it was in the week before"
