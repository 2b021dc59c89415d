"""What an alert says of a slice: means, intervals, burn rates, traces to look at, and what is new."""

from collections.abc import Sequence

from otelevals.alerts.alert import Facts, Key
from otelevals.alerts.changes import FirstSeen
from otelevals.alerts.feed import Part
from otelevals.alerts.hours import DAY, HOUR, Level
from otelevals.alerts.objectives import burn_rates, left
from otelevals.alerts.rules import COVERAGE, ERRORS, STOPPED, Rule
from otelevals.alerts.watches import BASELINE

_EXAMPLES = 5


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
            facts.burn_rates = burn_rates(rule.objective, part, now)
            facts.budget_left = left(rule.objective, part, now)
    return facts


def _scaled(rule: Rule, level: Level | None) -> Level | None:
    """As scores are, rather than from 0 to 1."""
    low, width = rule.source.low, rule.source.high - rule.source.low
    if level is None:
        return None
    return level._replace(**{name: low + width * getattr(level, name) for name in ("mean", "low", "high")})


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
