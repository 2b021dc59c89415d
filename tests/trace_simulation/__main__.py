"""Simulates services that gather and score traces: python -m tests.trace_simulation --seed 1 --seeds 2 --events 20000

Each seed is a service of its own. Prints what happened, and for a seed that violates an invariant what is wrong and how
to see it again.
"""

import argparse
import logging
import os
import sys
from collections import Counter

import structlog

from tests.trace_simulation.oracle import Violation
from tests.trace_simulation.run import simulate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=50, help="how many seeds, counted from the first")
    parser.add_argument("--events", type=int, default=20_000, help="spans and log records of each seed")
    parser.add_argument("--verbose", action="store_true", help="show what the service logs, and where it failed")
    options = parser.parse_args()
    if not options.verbose:
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=False
        )
    happened: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.seeds):
        try:
            happened.update(simulate(seed, options.events))
        except Violation as violation:
            print(violation, flush=True)
            happened["seeds that violate an invariant"] += 1
            if options.verbose:
                raise
    for what, count in happened.items():
        print(f"{count:8}  {what}")
    return 1 if happened["seeds that violate an invariant"] else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets have an order, and it decides what happens first
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONHASHSEED": "0"})
    sys.exit(main())
