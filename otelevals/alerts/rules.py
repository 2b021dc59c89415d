"""Rules as they are watched: what each takes, and which kinds of evidence it gathers in every slice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from otelevals.alerts.feed import Source
from otelevals.alerts.hours import DAY
from otelevals.alerts.rule_config import RuleConfig, SliConfig
from otelevals.alerts.watches import BelowBaseline, BelowBound, Stopped, Watch
from otelevals.stats.budget import Burn, bound, burns

STOPPED, ERRORS, COVERAGE = "stopped", "errors", "coverage"


class Objective(NamedTuple):
    name: str
    target: float
    window: float
    """Seconds."""


class Looked(NamedTuple):
    """One kind of evidence."""

    what: str
    """A word; empty where a rule looks for one thing only."""
    begin: Callable[[float, Sequence[float]], Watch]
    """With the time, and what was kept of it."""
    page: bool = True
    """Whether people are paged for it, rather than asked to review."""
    burn: Burn | None = None
    source: Source | None = None
    """What it is gathered of, where that is not what the rule is about."""


class Rule(NamedTuple):
    name: str
    kind: str
    source: Source
    looked: tuple[Looked, ...]
    """Nothing, of an objective that is only measured."""
    bound: float | None = None
    """Of a threshold, as it was written."""
    objective: Objective | None = None
    least: tuple[float, ...] = ()
    """Of silence: the shares that there should be."""
    summary: str = ""
    runbook: str = ""


def rules_of(written: Mapping[str, RuleConfig], slis: Mapping[str, SliConfig]) -> list[Rule]:
    """Every rule of kind slo_burn names an SLI that there is. SLIs that none names are rules that look for nothing:
    what comes of them is summed all the same."""
    rules = [_rule(name, config, slis) for name, config in written.items()]
    watched = {config.sli for config in written.values()}
    rules += [_objective(f"slis::{name}", name, sli) for name, sli in slis.items() if name not in watched]
    return [*_with_equal_sources(rules)]


def _with_equal_sources(rules: Sequence[Rule]) -> Iterator[Rule]:
    """What differs only in how long sums are kept is one source, that keeps them for the longest."""
    days: dict[Source, int] = {}
    for rule in rules:
        source = rule.source._replace(days=0)
        days[source] = max(days.get(source, 0), rule.source.days)
    for rule in rules:
        yield rule._replace(source=rule.source._replace(days=days[rule.source._replace(days=0)]))


def _rule(name: str, config: RuleConfig, slis: Mapping[str, SliConfig]) -> Rule:
    if config.kind == "slo_burn":
        return _burn(name, config, slis[config.sli])
    return _silence(name, config) if config.kind == "silence" else _drop(name, config)


def _drop(name: str, config: RuleConfig) -> Rule:
    low, high = config.range if config.measure == "score" else (0.0, 1.0)
    source = Source(config.scorer, tuple(config.by), config.measure, low, high)
    if config.below is None:
        looked = Looked("", lambda now, state: BelowBaseline(now, state))
    else:
        share = (config.below - low) / (high - low)
        looked = Looked("", lambda now, state: BelowBound(share, now, state))
    return Rule(name, config.kind, source, (looked,), config.below, None, (), config.summary, config.runbook)


def _silence(name: str, config: RuleConfig) -> Rule:
    ran = Source(config.scorer, tuple(config.by), "ran")
    looked = (
        Looked(STOPPED, lambda now, state: Stopped(config.at_least, now, state)),
        Looked(ERRORS, lambda now, state: BelowBound(config.answered, now, state)),
        Looked(COVERAGE, lambda now, state: BelowBound(config.coverage, now, state), source=ran),
    )
    source = ran._replace(measure="answered")
    least = config.at_least, config.answered, config.coverage
    return Rule(name, config.kind, source, looked, None, None, least, config.summary, config.runbook)


def _burn(name: str, config: RuleConfig, sli: SliConfig) -> Rule:
    watched = _objective(name, config.sli, sli)
    return watched._replace(looked=tuple(_speeds(sli.target)), summary=config.summary, runbook=config.runbook)


def _objective(name: str, sli_name: str, sli: SliConfig) -> Rule:
    source = Source(sli.scorer, tuple(sli.slices), days=max(ceil(sli.window / DAY) + 1, 9))
    return Rule(name, "slo_burn", source, (), objective=Objective(sli_name, sli.target, sli.window))


def _speeds(target: float) -> Iterator[Looked]:
    for burn in burns(target):
        yield Looked(f"{burn.rate:g}x", _below(bound(target, burn.rate)), burn.page, burn)


def _below(share: float) -> Callable[[float, Sequence[float]], Watch]:
    return lambda now, state: BelowBound(share, now, state)
