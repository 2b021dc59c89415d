"""`otelevals report`: what the ledger says of each scorer, in one range of time."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.cli.report_options import add_options, against_of, check, range_of, times_of
from otelevals.cli.report_run import range_of_run
from otelevals.cli.report_warnings import warn, warn_of_clustering, warn_of_dimensions, warn_of_scorers
from otelevals.cli.stores import CannotRead, read_store
from otelevals.cli.times import shown

if TYPE_CHECKING:
    from otelevals.cli.report_compare import Side
    from otelevals.store.grouped import Clustering
    from otelevals.store.store import Store
    from otelevals.store.totals import Totals

_SAME_WINDOW = (
    "cannot compare: sums from then are of whole hours or whole days in UTC, and both windows are in the same ones"
)


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "report",
        help="say how many evaluations passed, by scorer, or what judges spend",
        description="Say how many evaluations there are, their mean and how many passed, with intervals of 95%, and "
        "what they cost, by scorer; how that differs between two ranges of time or two slices; or what judges spend.",
    )
    add_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    now = time.time_ns() // 1_000_000
    try:
        check(args)
        since, until = range_of(args, now, range_of_run(args) if args.run else None)
        times = times_of(args, since, until)
        against = None if args.against_from is None else against_of(args, (since, until))
        if args.cost:
            _report_costs(args, since, until, now)
        elif against or args.compare_to:
            return _compare_windows(args, since, until, against)
        else:
            _report(args, times)
    except argparse.ArgumentError as error:
        print(f"otelevals report: error: {error}", file=sys.stderr)
        return USAGE
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code
    return OK


def _report(args: argparse.Namespace, times: Sequence[int]) -> None:
    from otelevals.cli.report_compare import slices_in

    found, clustering = read_store(args, lambda store: (store.grouped_totals(times, args.run), store.clustering()))
    warn_of_scorers(found, args.scorer)
    if args.bucket and [each.since for each in found[1:]] != times[1:-1]:
        warn("older sums are of whole hours, and then of whole days in UTC: so are some of these buckets")
    if args.compare:
        dimension, values = args.compare
        warn_of_dimensions(found, [dimension])
        _print_comparison(args, *slices_in(found[0], dimension, values), clustering)
    else:
        _print(args, found, clustering)


def _print(args: argparse.Namespace, found: Sequence["Totals"], clustering: "Clustering") -> None:
    from otelevals.cli.report_rows import COLUMNS, rows_of
    from otelevals.cli.report_text import comma_separated, heading, table

    unit = clustering.by.name.lower()
    rows = [row for totals in found for row in rows_of(totals, args.by, args.scorer, unit)]
    rows.sort(key=lambda row: (row.scorer, row.slice, row.since))
    if rows:
        warn_of_dimensions(found, args.by)
        warn_of_clustering(clustering, found[0].since)
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows, COLUMNS))
    else:
        print(heading(found[0].since, found[-1].until, args.timezone, unit if rows else ""))
        if rows:
            sys.stdout.write(f"\n{table(rows, args.timezone if args.bucket else None)}")


def _compare_windows(args: argparse.Namespace, since: int, until: int, against: tuple[int, int] | None) -> int:
    """Without another window it is the one before, as long."""
    from otelevals.cli.report_compare import Side

    def read(store: "Store") -> tuple[list["Totals"], "Clustering"]:
        if against is None:
            found = store.grouped_totals([max(2 * since - until, 0), since, until], args.run)
        else:
            found = [*store.grouped_totals(against, args.run), *store.grouped_totals([since, until], args.run)]
        return found, store.clustering()

    found, clustering = read_store(args, read)
    if len({(each.since, each.until) for each in found}) < 2:
        print(_SAME_WINDOW, file=sys.stderr)
        return FAILED
    warn_of_scorers(found, args.scorer)
    there, here = found
    _print_comparison(args, Side(here), Side(there), clustering)
    return OK


def _print_comparison(args: argparse.Namespace, side: "Side", against: "Side", clustering: "Clustering") -> None:
    from otelevals.cli.report_compare import COLUMNS, comparisons
    from otelevals.cli.report_compare_text import heading, table
    from otelevals.cli.report_text import comma_separated

    rows = comparisons(side, against, args.by, args.scorer)
    if rows:
        warn_of_dimensions([side.totals, against.totals], args.by)
        warn_of_clustering(clustering, min(side.totals.since, against.totals.since))
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows, COLUMNS))
    else:
        print(heading(side, against, args.timezone, clustering.by.name.lower() if rows else ""))
        if rows:
            sys.stdout.write(f"\n{table(rows)}")


def _report_costs(args: argparse.Namespace, since: int, until: int, now: int) -> None:
    from otelevals.cli.report_costs import COLUMNS, rows_of, unpriced
    from otelevals.cli.report_costs_text import rates_table, table
    from otelevals.cli.report_text import comma_separated

    totals, spending = read_store(args, lambda store: (store.totals(since, until), store.spending(since, until)))
    rows = rows_of(spending, totals, now, args.scorer, args.rate)
    for model, attempts in unpriced(rows).items():
        warn(f"no price is known for {model}: {attempts} attempts are in no cost")
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated(rows, COLUMNS))
    else:
        print(f"{'' if rows else 'nothing spent '}from {shown(spending.since)} to {shown(spending.until)}")
        for text in (table(rows), rates_table(rows) if args.rate is None else "") if rows else ():
            sys.stdout.write(text and f"\n{text}")
