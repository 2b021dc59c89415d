"""`otelevals report`: what the ledger says of each scorer, in one range of time."""

import argparse
import json
import re
import sys
import time
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import OK, USAGE
from otelevals.cli.options import add_output_options
from otelevals.cli.stores import CannotRead, add_store_options, read_store
from otelevals.cli.times import DAY, read_duration, read_time, shown

if TYPE_CHECKING:
    from otelevals.store.spending import Spending
    from otelevals.store.totals import Totals

_DEFAULT_LAST = DAY


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "report",
        help="say how many evaluations passed, by scorer, or what judges spend",
        description="Say how many evaluations there are, their mean, how many passed and what they cost, by scorer; "
        "or what judges spend.",
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
    parser.add_argument("--cost", action="store_true", help="what judges spent, and will spend at this rate")
    parser.add_argument("--rate", type=_rate, metavar="PERCENT", help="with --cost: at this sampling rate instead")
    add_output_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    now = time.time_ns() // 1_000_000
    try:
        since, until = _range(args, now)
        _check(args)
    except argparse.ArgumentError as error:
        print(f"otelevals report: error: {error}", file=sys.stderr)
        return USAGE
    try:
        totals, spending = read_store(
            args, lambda store: (store.totals(since, until, args.run), store.spending(since, until))
        )
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code
    if args.cost:
        _print_costs(args, totals, spending, now)
    else:
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


def _print_costs(args: argparse.Namespace, totals: "Totals", spending: "Spending", now: int) -> None:
    from otelevals.cli.report_costs import COLUMNS, rows_of, unpriced
    from otelevals.cli.report_costs_text import rates_table, table
    from otelevals.cli.report_text import comma_separated

    rows = rows_of(spending, totals, now, args.scorer, args.rate)
    for model, attempts in unpriced(rows).items():
        print(f"warning: no price is known for {model}: {attempts} attempts are in no cost", file=sys.stderr)
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows, COLUMNS))
    else:
        print(f"{'' if rows else 'nothing spent '}from {shown(spending.since)} to {shown(spending.until)}")
        for text in (table(rows), rates_table(rows) if args.rate is None else "") if rows else ():
            sys.stdout.write(text and f"\n{text}")


def _check(args: argparse.Namespace) -> None:
    for option, given in (("--by", args.by), ("--run", args.run)):
        if args.cost and given:
            raise argparse.ArgumentError(None, f"argument {option}: not allowed with argument --cost")
    if args.rate is not None and not args.cost:
        raise argparse.ArgumentError(None, "argument --rate: only allowed with argument --cost")


def _range(args: argparse.Namespace, now: int) -> tuple[int, int]:
    """From when to when, in milliseconds."""
    from otelevals.store.totals import LAST_MINUTE

    if args.since is not None and args.last is not None:
        raise argparse.ArgumentError(None, "argument --last: not allowed with argument --from")
    until = now if args.until is None else args.until
    since = until - int((args.last or _DEFAULT_LAST) * 1000) if args.since is None else args.since
    if since >= until:
        raise argparse.ArgumentError(None, "the range of time is empty: --from is not before --to")
    return max(since, 0), min(until, LAST_MINUTE)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _rate(text: str) -> float:
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?)%", text)
    if found is None or not 0 < float(found[1]) <= 100:
        raise argparse.ArgumentTypeError(f"not a share: {text} (such as 10% or 0.5%)")
    return float(found[1]) / 100
