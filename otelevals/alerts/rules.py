"""Rules as they are watched: what each takes, and which kinds of evidence it gathers in every slice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from otelevals.alerts.feed import Source
from otelevals.alerts.hours import DAY
from otelevals.alerts.rule_config import RuleConfig, SliConfig
from otelevals.alerts.watches import BelowBaseline, BelowBound, Stopped, Watch
from otelevals.stats.budget import BURNS, Burn, bound

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


class Rule(NamedTuple):
    name: str
    kind: str
    source: Source
    looked: tuple[Looked, ...]
    bound: float | None = None
    """Of a threshold, as it was written."""
    objective: Objective | None = None
    least: tuple[float, ...] = ()
    """Of silence: the shares that there should be."""
    summary: str = ""
    runbook: str = ""


def rules_of(written: Mapping[str, RuleConfig], slis: Mapping[str, SliConfig]) -> Iterator[Rule]:
    """Every rule of kind slo_burn names an SLI that there is."""
    for name, config in written.items():
        if config.kind == "slo_burn":
            yield _burn(name, config, slis[config.sli])
        elif config.kind == "silence":
            yield _silence(name, config)
        else:
            yield _drop(name, config)


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
    looked = (
        Looked(STOPPED, lambda now, state: Stopped(config.at_least, now, state)),
        Looked(ERRORS, lambda now, state: BelowBound(config.answered, now, state)),
        Looked(COVERAGE, lambda now, state: BelowBound(config.coverage, now, state)),
    )
    source = Source(config.scorer, tuple(config.by), "answered")
    least = config.at_least, config.answered, config.coverage
    return Rule(name, config.kind, source, looked, None, None, least, config.summary, config.runbook)


def _burn(name: str, config: RuleConfig, sli: SliConfig) -> Rule:
    source = Source(sli.scorer, tuple(sli.slices), days=max(ceil(sli.window / DAY) + 1, 9))
    looked = tuple(_speeds(sli.target))
    objective = Objective(config.sli, sli.target, sli.window)
    return Rule(name, config.kind, source, looked, None, objective, (), config.summary, config.runbook)


def _speeds(target: float) -> Iterator[Looked]:
    for burn in BURNS:
        share = bound(target, burn.rate)
        if share is not None:
            yield Looked(f"{burn.rate:g}x", _below(share), burn.page, burn)


def _below(share: float) -> Callable[[float, Sequence[float]], Watch]:
    return lambda now, state: BelowBound(share, now, state)
