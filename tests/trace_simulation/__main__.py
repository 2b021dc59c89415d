"""Simulates services that gather and score traces: python -m tests.trace_simulation --seed 1 --seeds 2 --events 20000

Each seed is a service of its own. Prints what happened, and for a seed that violates an invariant what is wrong and how
to see it again.
"""

import argparse
import logging
import os
import sys
from collections import Counter
from functools import partial
from multiprocessing import Pool

import structlog

from tests.trace_simulation.oracle import Violation
from tests.trace_simulation.run import simulate


def _simulated(seed: int, events: int) -> dict[str, int] | str:
    try:
        return simulate(seed, events)
    except Violation as violation:
        return str(violation)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=50, help="how many seeds, counted from the first")
    parser.add_argument("--events", type=int, default=20_000, help="spans and log records of each seed")
    parser.add_argument("--verbose", action="store_true", help="show what the service logs")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    level = logging.INFO if options.verbose else logging.CRITICAL
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level), cache_logger_on_first_use=False)
    happened: Counter[str] = Counter()
    seeds = range(options.seed, options.seed + options.seeds)
    with Pool(options.processes) as pool:
        for result in pool.imap(partial(_simulated, events=options.events), seeds):
            if isinstance(result, str):
                print(result, flush=True)
                happened["seeds that violate an invariant"] += 1
            else:
                happened.update(result)
    for what, count in happened.items():
        print(f"{count:8}  {what}")
    return 1 if happened["seeds that violate an invariant"] else 0


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets have an order, and it decides what happens first
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONHASHSEED": "0"})
    sys.exit(main())
