"""`otelevals report`: what the ledger says of each scorer, in one range of time."""

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import OK, USAGE
from otelevals.cli.options import add_output_options
from otelevals.cli.stores import CannotRead, add_store_options, read_store
from otelevals.cli.times import DAY, read_duration, read_time, shown

if TYPE_CHECKING:
    from otelevals.store.totals import Totals

_DEFAULT_LAST = DAY


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "report",
        help="say how many evaluations passed, by scorer",
        description="Say how many evaluations there are, their mean, how many passed and what they cost, by scorer.",
    )
    add_store_options(parser)
    parser.add_argument(
        "--from", dest="since", type=read_time, metavar="TIME", help="such as 2026-11-20 or 2026-11-20T08:00Z"
    )
    parser.add_argument(
        "--to", dest="until", type=read_time, metavar="TIME", help="the end, which is not in it (default: now)"
    )
    parser.add_argument(
        "--last", type=read_duration, metavar="DURATION", help="such as 90m, 24h, 7d or 4w (default: 24h)"
    )
    parser.add_argument("--by", type=_names, default=(), metavar="NAMES", help="dimensions, with commas between")
    parser.add_argument("--scorer", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--run", default="", metavar="RUN", help="this offline run instead of live traffic")
    add_output_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    try:
        since, until = _range(args)
    except argparse.ArgumentError as error:
        print(f"otelevals report: error: {error}", file=sys.stderr)
        return USAGE
    try:
        totals = read_store(args, lambda store: store.totals(since, until, args.run))
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code
    _print(args, totals)
    return OK


def _print(args: argparse.Namespace, totals: "Totals") -> None:
    from otelevals.cli.report_rows import rows_of, unknown_dimensions
    from otelevals.cli.report_text import comma_separated, table

    rows = rows_of(totals, args.by, args.scorer)
    for dimension in unknown_dimensions(totals, args.by) if rows else ():
        print(f"warning: no evaluation has the dimension {dimension}", file=sys.stderr)
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows))
    else:
        print(f"{'' if rows else 'no evaluations '}from {shown(totals.since)} to {shown(totals.until)}")
        if rows:
            sys.stdout.write(f"\n{table(rows)}")


def _range(args: argparse.Namespace) -> tuple[int, int]:
    """From when to when, in milliseconds."""
    from otelevals.store.totals import LAST_MINUTE

    if args.since is not None and args.last is not None:
        raise argparse.ArgumentError(None, "argument --last: not allowed with argument --from")
    until = time.time_ns() // 1_000_000 if args.until is None else args.until
    since = until - int((args.last or _DEFAULT_LAST) * 1000) if args.since is None else args.since
    if since >= until:
        raise argparse.ArgumentError(None, "the range of time is empty: --from is not before --to")
    return max(since, 0), min(until, LAST_MINUTE)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
