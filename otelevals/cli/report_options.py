"""The options of `otelevals report`, and what they mean together."""

import argparse
import csv
import re
import zoneinfo
from datetime import UTC, datetime, tzinfo

from otelevals.cli.options import add_output_options
from otelevals.cli.report_buckets import BUCKETS, MOST, begin, bounds, how_many
from otelevals.cli.stores import add_store_options
from otelevals.cli.times import DAY, milliseconds, read_duration, read_time

_DEFAULT_LAST = DAY
_LAST_BUCKET = 9990
"""The year until which there are any."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_store_options(parser)
    parser.add_argument(
        "--from", dest="since", type=read_time, metavar="TIME", help="such as 2026-11-20 or 2026-11-20T08:00Z"
    )
    parser.add_argument(
        "--to", dest="until", type=read_time, metavar="TIME", help="the end, which is not in it (default: now)"
    )
    parser.add_argument(
        "--last",
        type=read_duration,
        metavar="DURATION",
        help="such as 90m, 24h, 7d or 4w (default: 24h, or all of RUN)",
    )
    parser.add_argument(
        "--timezone",
        type=_zone,
        default=UTC,
        metavar="NAME",
        help="such as Europe/Berlin: of times without an offset, of buckets and of the table (default: UTC)",
    )
    parser.add_argument("--by", type=_names, default=(), metavar="NAMES", help="dimensions, with commas between")
    parser.add_argument("--scorer", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--run", default="", metavar="RUN", help="this offline run instead of live traffic")
    parser.add_argument("--bucket", choices=[*BUCKETS], help="a row for each hour, day or week")
    compared = parser.add_mutually_exclusive_group()
    compared.add_argument(
        "--compare", type=_slices, metavar="NAME=A,B", help="how slice B of a dimension differs from slice A"
    )
    compared.add_argument(
        "--compare-to", choices=["previous"], help="how this range of time differs from the one before, as long"
    )
    compared.add_argument(
        "--against-from", type=read_time, metavar="TIME", help="how it differs from the range that begins here"
    )
    parser.add_argument("--against-to", type=read_time, metavar="TIME", help="where that ends")
    parser.add_argument("--cost", action="store_true", help="what judges spent, and will spend at this rate")
    parser.add_argument("--rate", type=_rate, metavar="PERCENT", help="with --cost: at this sampling rate instead")
    add_output_options(parser)


def check(args: argparse.Namespace) -> None:
    """ArgumentError for what does not go together."""
    compared = next((f"--{name}" for name in ("compare", "compare-to", "against-from") if _given(args, name)), "")
    for option in ("by", "run", "bucket", "compare", "compare-to", "against-from"):
        if args.cost and _given(args, option):
            raise argparse.ArgumentError(None, f"argument --{option}: not allowed with argument --cost")
    if args.bucket and compared:
        raise argparse.ArgumentError(None, f"argument --bucket: not allowed with argument {compared}")
    if (args.against_from is None) != (args.against_to is None):
        raise argparse.ArgumentError(None, "arguments --against-from and --against-to: one needs the other")
    if args.since is not None and args.last is not None:
        raise argparse.ArgumentError(None, "argument --last: not allowed with argument --from")
    if args.run and args.compare_to and args.since is None and args.last is None:
        raise argparse.ArgumentError(None, "argument --compare-to: with --run it needs --last or --from")
    if args.compare and args.compare[0] in args.by:
        raise argparse.ArgumentError(None, f"argument --by: {args.compare[0]} is what is compared")
    if args.rate is not None and not args.cost:
        raise argparse.ArgumentError(None, "argument --rate: only allowed with argument --cost")


def range_of(args: argparse.Namespace, now: int, run: tuple[int, int] | None = None) -> tuple[int, int]:
    """From when to when, in milliseconds; as long as an offline run was when nothing else is said."""
    whole = args.since is None and args.last is None and run
    end = whole[1] if whole else now
    until = end if args.until is None else milliseconds(args.until, args.timezone)
    if whole:
        return _checked(whole[0], until, "the run is not before --to")
    last = int((args.last or _DEFAULT_LAST) * 1000)
    since = until - last if args.since is None else milliseconds(args.since, args.timezone)
    return _checked(since, until, "--from is not before --to")


def against_of(args: argparse.Namespace, window: tuple[int, int]) -> tuple[int, int]:
    """From when to when the other window is."""
    since, until = milliseconds(args.against_from, args.timezone), milliseconds(args.against_to, args.timezone)
    against = _checked(since, until, "--against-from is not before --against-to")
    if against == window:
        raise argparse.ArgumentError(None, "argument --against-from: both ranges of time are the same")
    return against


def _checked(since: int, until: int, when_empty: str) -> tuple[int, int]:
    """As much of a range as there can be sums of."""
    from otelevals.store.totals import LAST_MINUTE

    if since >= until:
        raise argparse.ArgumentError(None, f"the range of time is empty: {when_empty}")
    last = LAST_MINUTE - int(DAY * 1000)  # there are dates of it in every time zone
    if until <= 0 or since >= last:
        raise argparse.ArgumentError(None, "the range of time is before 1970, or after 9999")
    return max(since, 0), min(until, last)


def times_of(args: argparse.Namespace, since: int, until: int) -> list[int]:
    """The ends of the range, and where buckets begin between them. What was last is told in whole buckets."""
    if not args.bucket:
        return [since, until]
    if how_many(since, until, args.bucket) > MOST:
        raise argparse.ArgumentError(None, f"argument --bucket: these are more than {MOST} buckets")
    if datetime.fromtimestamp(until / 1000, UTC).year > _LAST_BUCKET:
        raise argparse.ArgumentError(None, f"argument --bucket: there are none after the year {_LAST_BUCKET}")
    if args.since is None:
        since = max(begin(since, args.bucket, args.timezone), 0)
    return bounds(since, until, args.bucket, args.timezone)


def _given(args: argparse.Namespace, option: str) -> bool:
    return bool(getattr(args, option.replace("-", "_")))


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _slices(text: str) -> tuple[str, tuple[str, str]]:
    name, _, values = text.partition("=")
    try:
        found = [value.strip() for row in csv.reader([values], skipinitialspace=True, strict=True) for value in row]
    except csv.Error:
        found = []
    if not name.strip() or len(found) != 2 or found[0] == found[1]:
        raise argparse.ArgumentTypeError(f"not two slices: {text} (such as prompt_version=v3,v4)")
    return name.strip(), (found[0], found[1])


def _rate(text: str) -> float:
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?)%", text)
    if found is None or not 0 < float(found[1]) <= 100:
        raise argparse.ArgumentTypeError(f"not a share: {text} (such as 10% or 0.5%)")
    return float(found[1]) / 100


def _zone(text: str) -> tzinfo:
    try:
        return zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise argparse.ArgumentTypeError(f"not a time zone: {text} (such as Europe/Berlin)") from None
