"""`otelevals eval --pending`: what judges could not judge when it came is judged now, within their budgets."""

import argparse
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import orjson

from otelevals.cli.eval_plan import WrongUse, configured
from otelevals.cli.exit_codes import FAILED, OK
from otelevals.cli.report_text import comma_separated
from otelevals.offline.chosen import TYPE
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.outcome import Decision
from otelevals.store.sqlite import path_of
from otelevals.store.store import Store

_JUDGE = "judge"
_FINE = ("judged", "no verdict")


def judge(args: argparse.Namespace) -> int:
    """WrongUse, InvalidConfiguration, CannotOpen or Unavailable when something is wrong."""
    if args.files or args.scorer or args.task or args.run or args.against:
        raise WrongUse("--pending takes no FILE, and neither --scorer, --task, --run nor --against")
    if args.judge:
        raise WrongUse("--judge is for --rubric-tests")
    processors, base_dir, url = configured(args)
    scorers: dict[str, ConfiguredScorer] = {}
    for id_, (cls, config) in processors.items():
        if cls.type == TYPE and (not args.processor or str(id_) in args.processor):
            scorers |= {name: each for name, each in config.scorers.items() if each.options.type == _JUDGE}
    if not scorers:
        raise WrongUse("the configuration has no scorer of type judge")
    path = path_of(url, base_dir) if args.store is None else path_of(args.store, Path())
    with closing(Store(path, create=False)) as store:
        from otelevals.judges.later import judge_pending  # with all that asks models

        found = judge_pending(scorers, store, base_dir, args.limit)
    _print(args, found)
    return OK if all(what in _FINE for what in found) else FAILED


def _print(args: argparse.Namespace, found: Counter[str]) -> None:
    if args.json:
        print(orjson.dumps({str(what): n for what, n in found.most_common()}, option=orjson.OPT_INDENT_2).decode())
        return
    if args.csv:
        sys.stdout.write(comma_separated(found.most_common(), ("what", "n")))
        return
    if not found:
        print("nothing is pending")
    for what, count in found.most_common():
        print(f"{what}: {count:,}")
    if found[Decision.OVER_BUDGET]:
        print("the budget has nothing left: try again in the next hour, or on the next day")
