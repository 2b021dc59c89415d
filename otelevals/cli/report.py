"""`otelevals report`: what the ledger says of each scorer, in one range of time."""

import argparse
import json
import re
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import add_config_options, load_config

if TYPE_CHECKING:
    from otelevals.store.totals import Totals

_DAYS = {"d": 86_400.0, "w": 604_800.0}
_DEFAULT_LAST = 86_400.0
_LAST_MINUTE = 253_402_300_740_000  # of the year 9999, in milliseconds


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "report",
        help="say how many evaluations passed, by scorer",
        description="Say how many evaluations there are, their mean, how many passed and what they cost, by scorer.",
    )
    add_config_options(parser)
    parser.add_argument("--store", metavar="URL", help="the store to read, sqlite:///PATH, without a configuration")
    parser.add_argument(
        "--from", dest="since", type=_time, metavar="TIME", help="such as 2026-11-20 or 2026-11-20T08:00Z"
    )
    parser.add_argument(
        "--to", dest="until", type=_time, metavar="TIME", help="the end, which is not in it (default: now)"
    )
    parser.add_argument("--last", type=_duration, metavar="DURATION", help="such as 90m, 24h, 7d or 4w (default: 24h)")
    parser.add_argument("--by", type=_names, default=(), metavar="NAMES", help="dimensions, with commas between")
    parser.add_argument("--scorer", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--run", default="", metavar="RUN", help="this offline run instead of live traffic")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--csv", action="store_true", help="print CSV")
    output.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from otelevals.cli.report_rows import rows_of, unknown_dimensions
    from otelevals.cli.report_text import comma_separated, table
    from otelevals.config.problem import InvalidConfiguration
    from otelevals.store.errors import CannotOpen, Unavailable

    try:
        since, until = _range(args)
        totals = _read(args, since, until)
    except argparse.ArgumentError as error:
        print(f"otelevals report: error: {error}", file=sys.stderr)
        return USAGE
    except InvalidConfiguration as error:
        print(error, file=sys.stderr)
        return INVALID_CONFIGURATION
    except (CannotOpen, Unavailable) as error:
        print(error, file=sys.stderr)
        return FAILED
    rows = rows_of(totals, args.by, args.scorer)
    for dimension in unknown_dimensions(totals, args.by) if rows else ():
        print(f"warning: no evaluation has the dimension {dimension}", file=sys.stderr)
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows))
    else:
        print(_headline(totals, any_rows=bool(rows)))
        if rows:
            sys.stdout.write(f"\n{table(rows)}")
    return OK


def _read(args: argparse.Namespace, since: int, until: int) -> "Totals":
    from pathlib import Path

    from otelevals.store.sqlite import path_of
    from otelevals.store.store import Store

    if args.store is None:
        loaded = load_config(args)
        path = path_of(loaded.service.store.url, loaded.base_dir)
    else:
        path = path_of(args.store, Path())
    store = Store(path, create=False)
    try:
        return store.totals(since, until, args.run)
    finally:
        store.close()


def _range(args: argparse.Namespace) -> tuple[int, int]:
    """From when to when, in milliseconds."""
    if args.since is not None and args.last is not None:
        raise argparse.ArgumentError(None, "argument --last: not allowed with argument --from")
    until = time.time_ns() // 1_000_000 if args.until is None else args.until
    since = until - int((args.last or _DEFAULT_LAST) * 1000) if args.since is None else args.since
    if since >= until:
        raise argparse.ArgumentError(None, "the range of time is empty: --from is not before --to")
    return max(since, 0), min(until, _LAST_MINUTE)


def _headline(totals: "Totals", *, any_rows: bool) -> str:
    from otelevals.cli.report_rows import shown

    return f"{'' if any_rows else 'no evaluations '}from {shown(totals.since)} to {shown(totals.until)}"


def _time(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text} (such as 2026-11-20 or 2026-11-20T08:00Z)") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def _duration(text: str) -> float:
    """Seconds; also in days and weeks, which durations of configurations do not know."""
    from otelevals.api.config import parse_duration

    days = re.fullmatch(r"(\d{1,6})([dw])", text)
    try:
        seconds = int(days[1]) * _DAYS[days[2]] if days else parse_duration(text)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise argparse.ArgumentTypeError(f"not a duration: {text} (such as 90m, 24h, 7d or 4w)")
    return seconds


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
