"""`otelevals eval --rubric-tests`: a judge on the labelled test sets of rubrics, to see how far it can be trusted."""

import argparse
import secrets
import sys
import time
from collections.abc import Iterator

from otelevals.cli.eval_progress import Progress
from otelevals.cli.eval_rubrics_plan import Plan, plan
from otelevals.cli.eval_rubrics_rows import Found, Report, Row, report
from otelevals.cli.eval_rubrics_text import stopped, text
from otelevals.cli.exit_codes import FAILED, OK
from otelevals.cli.report_text import comma_separated
from otelevals.genai.interaction import Interaction
from otelevals.judges.trial import Case, Ended, Tried, try_cases
from otelevals.offline.payloads import of_row
from otelevals.scoring.processes.engine import Setting


def measure(args: argparse.Namespace) -> int:
    """WrongUse, InvalidConfiguration, BadDataset, CannotOpen or Unavailable when something is wrong."""
    planned = plan(args)
    found = {test.name: Found(test) for test in planned.tests}
    ended = _try(planned, found, args.concurrency)
    for warning in ended.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    said = report([*found.values()], planned.gates, ended.stopped, args.list)
    _print(args, said)
    if said.errors > args.max_errors:
        print(f"errors: {said.errors:,}, allowed by --max-errors: {args.max_errors:,}", file=sys.stderr)
    return FAILED if said.missed or said.stopped or said.errors > args.max_errors else OK


def _try(planned: Plan, found: dict[str, Found], at_once: int) -> Ended:
    run = time.strftime("rubrics-%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(4)
    setting = Setting(f"sqlite:///{planned.store.absolute()}", planned.base_dir, run, patient=True)
    progress = Progress(sys.stderr, "cases")
    progress.total = planned.cases

    def receive(tried: Tried) -> None:
        found[tried.case.scorer].add(tried)
        progress.step()

    try:
        scorers = {test.name: test.scorer for test in planned.tests}
        return try_cases(scorers, _cases(planned), setting, at_once, receive)
    finally:
        progress.end()


def _cases(planned: Plan) -> Iterator[Case]:
    now = time.time_ns()
    for test in planned.tests:
        for each in test.rows:
            (span,) = of_row(each.row.span(now)).spans
            yield Case(test.name, each.row.id, Interaction(span))


def _print(args: argparse.Namespace, said: Report) -> None:
    if args.json:
        import orjson

        print(orjson.dumps(said.named(), option=orjson.OPT_INDENT_2).decode())
    elif args.csv:
        sys.stdout.write(comma_separated(said.rows, Row._fields))
    else:
        sys.stdout.write(text(said))
        return
    for line in (*([stopped(said)] if said.stopped else ()), *said.missed):
        print(line, file=sys.stderr)
