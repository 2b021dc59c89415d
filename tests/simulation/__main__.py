"""Simulates a service with a journal: python -m tests.simulation --seed 1 --steps 1000

Prints what happened, and for a seed that violates an invariant what is wrong and how to see it again.
"""

import argparse
import logging
import os
import sys
from collections import Counter

import structlog

from tests.simulation.invariants import Violation
from tests.simulation.run import simulate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, counted from the first")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--every", type=int, default=50, help="steps between two checks")
    parser.add_argument("--verbose", action="store_true", help="show what the service logs")
    options = parser.parse_args()
    if not options.verbose:
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=False
        )
    happened: Counter[str] = Counter()
    for seed in range(options.seed, options.seed + options.seeds):
        try:
            happened.update(simulate(seed, options.steps, options.every))
        except Violation as violation:
            print(violation)
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
