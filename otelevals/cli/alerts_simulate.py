"""Rules of a configuration, tried out on made-up traffic or on what the ledger has."""

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import UTC
from random import Random
from typing import Any

from otelevals.alerts.engine import Engine, Settings
from otelevals.alerts.rules import Rule, rules_of
from otelevals.alerts.simulate import Plan, Result, Told, degraded, expected_delay, quantile, replay, simulate
from otelevals.alerts.text import at, title
from otelevals.alerts.traffic import Traffic
from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION
from otelevals.cli.options import load_config
from otelevals.cli.stores import CannotRead, use_alert_store
from otelevals.cli.times import DAY, milliseconds
from otelevals.config.problem import InvalidConfiguration

_DROP = 0.05
_AFTER = 3600.0
"""Seconds that are watched after the last evaluation, so that its session ends."""


def simulated(args: argparse.Namespace) -> Iterator[str]:
    """Each scorer by itself, with all its rules."""
    rules, settings, _ = _rules(args)
    drop = _DROP if args.drop is None else args.drop
    if not 0 < drop < args.pass_rate:
        raise argparse.ArgumentError(None, "argument --drop: it is more than 0%, and less than the pass rate")
    for scorer in dict.fromkeys(rule.source.scorer for rule in rules):
        own = [rule for rule in rules if rule.source.scorer == scorer]
        names = {name for rule in own for name in rule.source.by}
        slices = args.slices if names else 1
        traffic = Traffic(
            scorer, args.pass_rate, args.per_hour, args.turns, args.correlation, tuple(sorted(names)), slices
        )
        plan = Plan(traffic, drop, args.runs, args.days * DAY, args.days * DAY)
        yield f"{', '.join(f'{rule.name} ({rule.kind})' for rule in own)}"
        yield (
            f"  {args.per_hour:g} evaluations of {scorer} an hour in {slices} slice{'s'[: slices > 1]}, "
            f"{args.turns:g} a session; {args.pass_rate:.1%} pass"
        )
        yield from _said(simulate(own, settings, plan, args.seed), plan, args.pass_rate - drop)
        yield from _estimate(own, traffic, drop, settings)


def _said(result: Result, plan: Plan, after: float) -> Iterator[str]:
    yield (
        f"  without a drop: {result.false_pages} pages and {result.false_reviews} reviews "
        f"in {result.days:g} days ({plan.runs} runs)"
    )
    found = sum(delay is not None for delay in result.delays)
    yield f"  a drop to {after:.1%} in every slice: {found} of {plan.runs} paged within {plan.longest / DAY:g} days"
    for share, words in ((0.5, "half"), (0.9, "nine of ten")):
        delay = quantile(result.delays, share)
        yield f"  {words} of the drops paged after {'more than that' if delay is None else _hours(delay)}"


def _estimate(rules: Sequence[Rule], traffic: Traffic, drop: float, settings: Settings) -> Iterator[str]:
    """What a formula says, where the bound is the rate before."""
    if not any(rule.kind == "baseline" for rule in rules) or not traffic.rate < 1:
        return
    seconds = expected_delay(traffic, drop, settings)
    yield f"  for a baseline that is known a formula says {_hours(seconds)} for a slice"


def replayed(args: argparse.Namespace) -> Iterator[str]:
    """What people would have been told of what the ledger has."""
    rules, settings, loaded = _rules(args)
    until = time.time()
    since = max(until - args.last, 0.0)
    args.store = None
    records = use_alert_store(args, lambda store: store.evaluations(int(since * 1000), int(until * 1000)))
    names = {rule.source.scorer for rule in rules}
    records = [record for record in records if record.name in names]
    if not records:
        yield f"the ledger has no evaluations of {', '.join(sorted(names))} by themselves since {at(since)}"
        return
    if any(not record.judged for record in records) and not _keeps_all(loaded):
        yield "warning: of checks that passed the ledger has only sums (keep: failures): they are not replayed"
    begin, until = records[0].time / 1e9, records[-1].time / 1e9
    played: Iterator[EvaluationRecord] = iter(records)
    drop_at = None
    if args.at is not None:
        drop_at = milliseconds(args.at, UTC) / 1000
        played = _dropped(records, drop_at, _DROP if args.drop is None else args.drop, args.seed)
    yield f"{len(records)} evaluations from {at(begin)} to {at(until)}"
    told = []
    for each in replay(Engine(rules, settings), played, begin, until + _AFTER):
        told.append(each)
        yield f"  {at(each.time)} {title(each.message)}"
    yield from _ends(told, drop_at)


def _ends(told: Sequence[Told], drop_at: float | None) -> Iterator[str]:
    pages = [each for each in told if each.page]
    if drop_at is None:
        yield f"{len(pages)} pages, {sum(not each.message.resolved for each in told) - len(pages)} reviews"
        return
    before = [each for each in pages if each.time < drop_at]
    after = [each for each in pages if each.time >= drop_at]
    yield f"{len(before)} pages before the drop at {at(drop_at)}"
    yield f"the drop paged after {_hours(after[0].time - drop_at)}" if after else "the drop did not page"


def _dropped(records: Sequence[EvaluationRecord], since: float, drop: float, seed: int) -> Iterator[EvaluationRecord]:
    verdicts = [record.passed for record in records if record.passed is not None]
    rate = sum(verdicts) / len(verdicts) if verdicts else 0.0
    if not 0 < drop <= rate:
        raise argparse.ArgumentError(
            None, f"argument --drop: it is more than 0%, and at most the pass rate, {rate:.1%}"
        )
    return degraded(records, since, drop / rate, Random(seed))  # noqa: S311 - repeatable is what it is to be


def _rules(args: argparse.Namespace) -> tuple[list[Rule], Settings, Any]:
    try:
        loaded = load_config(args)
    except InvalidConfiguration as error:
        raise CannotRead(error, INVALID_CONFIGURATION) from error
    found = [spec.config for spec in loaded.sections["exporters"].values() if spec.cls.type == "alerts"]
    config: Any = found[0] if found else None
    if config is None:
        raise CannotRead(ValueError("the configuration has no exporter alerts"), FAILED)
    if not config.rules:
        raise CannotRead(ValueError("the exporter alerts has no rules"), FAILED)
    rules = [each for each in rules_of(config.rules, config.slis) if each.name in (args.rule or config.rules)]
    for name in args.rule:
        if name not in config.rules:
            raise argparse.ArgumentError(None, f"argument --rule: there is no rule {name!r}")
    return rules, config.settings, loaded


def _keeps_all(loaded: Any) -> bool:
    ledgers = [spec.config for spec in loaded.sections["exporters"].values() if spec.cls.type == "ledger"]
    return any(ledger.keep == "all" for ledger in ledgers)


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds < 2 * DAY else f"{seconds / DAY:.1f} days"
