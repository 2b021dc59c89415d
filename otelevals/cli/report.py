"""`otelevals report`: what the ledger says of each scorer, in one range of time."""

import argparse
import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import add_config_options, load_config

if TYPE_CHECKING:
    from otelevals.store.totals import Totals

_SECONDS = {"m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
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
    from otelevals.store.errors import CannotOpen, Unavailable

    try:
        since, until = _range(args)
    except argparse.ArgumentError as error:
        print(f"otelevals report: error: {error}", file=sys.stderr)
        return USAGE
    if args.store is None:
        from otelevals.config.problem import InvalidConfiguration  # with all that reads configurations

        try:
            loaded = load_config(args)
        except InvalidConfiguration as error:
            print(error, file=sys.stderr)
            return INVALID_CONFIGURATION
        url, base_dir = loaded.service.store.url, loaded.base_dir
    else:
        url, base_dir = args.store, Path()
    try:
        totals = _read(url, base_dir, since, until, args.run)
    except (CannotOpen, Unavailable) as error:
        print(error, file=sys.stderr)
        return FAILED
    _print(args, totals)
    return OK


def _read(url: str, base_dir: Path, since: int, until: int, run: str) -> "Totals":
    from otelevals.store.sqlite import path_of
    from otelevals.store.store import Store

    store = Store(path_of(url, base_dir), create=False)
    try:
        return store.totals(since, until, run)
    finally:
        store.close()


def _print(args: argparse.Namespace, totals: "Totals") -> None:
    from otelevals.cli.report_rows import rows_of, shown, unknown_dimensions
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
    if args.since is not None and args.last is not None:
        raise argparse.ArgumentError(None, "argument --last: not allowed with argument --from")
    until = time.time_ns() // 1_000_000 if args.until is None else args.until
    since = until - int((args.last or _DEFAULT_LAST) * 1000) if args.since is None else args.since
    if since >= until:
        raise argparse.ArgumentError(None, "the range of time is empty: --from is not before --to")
    return max(since, 0), min(until, _LAST_MINUTE)


def _time(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a time: {text} (such as 2026-11-20 or 2026-11-20T08:00Z)") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp() * 1000)


def _duration(text: str) -> float:
    """Seconds."""
    found = re.fullmatch(r"(\d{1,9})([mhdw])", text)
    if found is None or not int(found[1]):
        raise argparse.ArgumentTypeError(f"not a duration: {text} (such as 90m, 24h, 7d or 4w)")
    return int(found[1]) * _SECONDS[found[2]]


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
