"""`otelevals eval`: the scorers of a configuration on a dataset or on what was recorded."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import DEFAULT_CONFIG, add_config_options, add_output_options

if TYPE_CHECKING:
    from otelevals.cli.eval_plan import Plan
    from otelevals.cli.eval_rows import Report

_CONCURRENCY = 8
_LISTED = 10


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "eval",
        help="score a dataset, or what was recorded",
        description="Run the scorers of a configuration on the rows of a dataset, or on recorded spans.",
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help="a dataset as JSON lines; or OTLP in any form, several files of it"
    )
    add_config_options(parser)
    parser.add_argument(
        "--processor", action="append", default=[], metavar="ID", help="only the scorers of this one; may be repeated"
    )
    parser.add_argument(
        "--scorer",
        action="append",
        default=[],
        metavar="TYPE",
        help="a built-in scorer without options, instead of a configuration; may be repeated",
    )
    parser.add_argument(
        "--pending", action="store_true", help="judge what could not be judged when it came (rescore: later), no FILE"
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="with --pending: not more than so many")
    parser.add_argument(
        "--rubric-tests",
        action="store_true",
        help="say how far a judge agrees with labelled test sets: FILEs are rubrics then, all built-in ones if none",
    )
    parser.add_argument("--judge", metavar="NAME", help="with --rubric-tests: another judge than default")
    parser.add_argument("--store", metavar="URL", help="the ledger, sqlite:///PATH, instead of that of the service")
    parser.add_argument("--task", metavar="PLACE", help="module:function or file.py:function, which answers each input")
    parser.add_argument(
        "--concurrency",
        type=_at_least_one,
        default=_CONCURRENCY,
        metavar="N",
        help=f"how many answers are under way at once (default: {_CONCURRENCY})",
    )
    parser.add_argument("--run", metavar="NAME", help="what the run is called in the ledger (default: made up)")
    parser.add_argument("--against", metavar="RUN", help="say what has changed since this run")
    parser.add_argument(
        "--fail-under",
        action="append",
        default=[],
        metavar="NAME=RATE",
        help="the least pass rate of a scorer, or mean score where nothing passes or fails; may be repeated",
    )
    parser.add_argument(
        "--max-errors", type=_count, default=0, metavar="N", help="how many errors are no failure (default: 0)"
    )
    parser.add_argument(
        "--list",
        type=_count,
        default=_LISTED,
        metavar="N",
        help=f"how many targets of a sort are listed (default: {_LISTED})",
    )
    add_output_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.cli.eval_plan import WrongUse, plan
    from otelevals.config.problem import InvalidConfiguration
    from otelevals.offline.dataset import BadDataset
    from otelevals.store.errors import CannotOpen, Unavailable

    try:
        if args.rubric_tests:
            from otelevals.cli.eval_rubrics import measure

            return measure(args)
        if args.pending:
            from otelevals.cli.eval_pending import judge

            return judge(args)
        return _run(args, plan(args))
    except WrongUse as error:
        print(f"otelevals eval: error: {error}", file=sys.stderr)
        return USAGE
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        if not args.scorer and args.config == [DEFAULT_CONFIG] and not Path(DEFAULT_CONFIG).exists():
            print("name a configuration with --config, or scorers with --scorer TYPE", file=sys.stderr)
        return INVALID_CONFIGURATION
    except BadDataset as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    except (CannotOpen, Unavailable) as error:
        print(error, file=sys.stderr)
        return FAILED


def _run(args: argparse.Namespace, plan: "Plan") -> int:
    from otelevals.cli.eval_run import run

    with closing(plan.open_store()) as store:
        report, sound = run(plan, store)
    _print(args, report)
    if args.csv or args.json:
        for missed in report.missed:
            print(missed, file=sys.stderr)
    if report.errors > args.max_errors:
        print(f"errors: {report.errors:,}, allowed by --max-errors: {args.max_errors:,}", file=sys.stderr)
    return FAILED if report.missed or report.errors > args.max_errors or not sound else OK


def _print(args: argparse.Namespace, report: "Report") -> None:
    from otelevals.cli.eval_text import comma_separated, text

    if args.json:
        import orjson

        print(orjson.dumps(report.named(), option=orjson.OPT_INDENT_2).decode())
    elif args.csv:
        sys.stdout.write(comma_separated(report.rows))
    else:
        sys.stdout.write(text(report))


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"not a number: {text}")
    return int(text)


def _at_least_one(text: str) -> int:
    number = _count(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"not a number from 1 to 1000: {text}")
    return number
