"""`otelevals report --run`: which time there is to report on of an offline run."""

import argparse

from otelevals.cli.exit_codes import FAILED
from otelevals.cli.stores import CannotRead, read_store

_MOST_NAMED = 5


def range_of_run(args: argparse.Namespace) -> tuple[int, int]:
    """From when to when there are evaluations of it, in milliseconds; CannotRead when there are none."""
    found, runs = read_store(args, lambda store: (store.range_of(args.run), store.runs()))
    if found is not None:
        return found
    if args.run in runs:
        raise CannotRead(f"no evaluations of the run {args.run} are kept any more", FAILED)
    raise CannotRead(f"there is no run {args.run}: {_named(runs)}", FAILED)


def _named(runs: list[str]) -> str:
    if not runs:
        return "the store has none"
    more = f" and {len(runs) - _MOST_NAMED} more" if len(runs) > _MOST_NAMED else ""
    return f"there {'is' if len(runs) == 1 else 'are'} {', '.join(runs[:_MOST_NAMED])}{more}"
