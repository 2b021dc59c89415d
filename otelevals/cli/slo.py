"""`otelevals slo`: how the objectives of a configuration are kept, by what the ledger says."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.options import add_config_options, add_output_options, load_config
from otelevals.cli.report_warnings import warn, warn_of_clustering, warn_of_dimensions
from otelevals.cli.stores import CannotRead, read_store_of
from otelevals.cli.times import DAY, milliseconds, read_time

if TYPE_CHECKING:
    from otelevals.alerts.rules import Rule
    from otelevals.cli.slo_rows import Row
    from otelevals.config.loader import Loaded
    from otelevals.store.grouped import Clustering
    from otelevals.store.store import Store
    from otelevals.store.totals import Totals

Rules = Mapping[str, Sequence["Rule"]]
"""Those about objectives, by the ids of exporters."""


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "slo",
        help="say how much of each error budget is left, and how fast it burns",
        description="Say for each objective (the slis of an exporter alerts) and each of its slices how many passed, "
        "how much of the error budget is left, and how many times too fast it burns, with intervals of 95%.",
    )
    add_config_options(parser)
    parser.add_argument("--sli", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument(
        "--to",
        dest="until",
        type=read_time,
        metavar="TIME",
        help="where windows end, which is not in them (default: now)",
    )
    add_output_options(parser)
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    try:
        _say(args)
    except argparse.ArgumentError as error:
        print(f"otelevals slo: error: {error}", file=sys.stderr)
        return USAGE
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code
    return OK


def _say(args: argparse.Namespace) -> None:
    from otelevals.cli.report_text import comma_separated
    from otelevals.cli.slo_rows import COLUMNS, lengths_of, rows_of
    from otelevals.cli.slo_text import budgets, burns, heading
    from otelevals.store.totals import LAST_MINUTE

    loaded = _loaded(args)
    rules = _rules(loaded, args.sli)
    until = time.time_ns() // 1_000_000 if args.until is None else milliseconds(args.until, UTC)
    until = min(max(until, 1), LAST_MINUTE)

    def read(store: "Store") -> tuple[dict[float, "Totals"], "Clustering"]:
        lengths = lengths_of([rule for each in rules.values() for rule in each])
        found = {
            length: store.grouped_totals([max(until - int(length * 1000), 0), until])[0] for length in sorted(lengths)
        }
        return found, store.clustering()

    windows, clustering = read_store_of(loaded, read)
    unit = clustering.by.name.lower()
    rows = [row for exporter, each in rules.items() for row in rows_of(exporter, each, windows, unit)]
    _warn(rows, rules, windows, clustering)
    if args.json:
        print(json.dumps([row.named() for row in rows], indent=2))
    elif args.csv:
        sys.stdout.write(comma_separated([[*row.named().values()] for row in rows], COLUMNS))
    else:
        sys.stdout.write(f"{heading(rows[0].until, unit)}\n\n{budgets(rows)}\n{burns(rows)}")


def _loaded(args: argparse.Namespace) -> "Loaded":
    from otelevals.config.problem import InvalidConfiguration

    try:
        return load_config(args)
    except InvalidConfiguration as error:
        raise CannotRead(error, INVALID_CONFIGURATION) from error


def _rules(loaded: "Loaded", names: Sequence[str]) -> Rules:
    from otelevals.alerts.rules import rules_of

    found: dict[str, list[Rule]] = {}
    known = set()
    for id_, spec in loaded.sections["exporters"].items():
        config: Any = spec.config
        if spec.cls.type == "alerts" and config.slis:
            known |= config.slis.keys()
            rules = {rule.objective.name: rule for rule in rules_of(config.rules, config.slis) if rule.objective}
            found[str(id_)] = [rules[name] for name in config.slis if name in (names or known)]
    if not found:
        raise CannotRead(
            ValueError("the configuration has no slis, which are written under an exporter alerts"), FAILED
        )
    for name in names:
        if name not in known:
            raise argparse.ArgumentError(None, f"argument --sli: there is no sli {name!r}")
    return found


def _warn(rows: Sequence["Row"], rules: Rules, windows: Mapping[float, "Totals"], clustering: "Clustering") -> None:
    """Of objectives of which nothing is known, and why."""
    for rule in [rule for each in rules.values() for rule in each]:
        assert rule.objective is not None
        name, window = rule.source.scorer, rule.objective.window
        sums = [total for total in windows[window].sums if total.name == name]
        if any(total.passed is not None for total in sums):
            warn_of_dimensions([windows[window]._replace(sums=sums)], rule.source.by)
            continue
        known = sorted({total.name for total in windows[window].sums})
        came, errors = sum(total.n for total in sums), sum(total.n for total in sums if total.failed_to_judge)
        why = f"none of {came:,} evaluations of {name} passed or failed ({errors:,} are errors)"
        why = why if came else f"{name} has no evaluations"
        also = f"; there are some of {', '.join(known)}" if known and not came else ""
        warn(f"nothing is known of {rule.objective.name}: {why} in {window / DAY:g} days{also}")
    if any(row.n for row in rows):
        warn_of_clustering(clustering, min(each.since for each in windows.values()))
