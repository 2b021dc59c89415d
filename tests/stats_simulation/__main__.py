"""Simulates what estimates and alerts promise: python -m tests.stats_simulation [--short] [--seed 1]

Prints what was measured, between which values it must be, and what naive methods give. The traffic is that of
`traffic.py`: sessions of five turns on average that are alike with a correlation of 0.25, 20 to 10,000 sessions a day
and slice, and, where it says so, segments that fail, checks that flag failures, and rhythms of the day.
"""

import argparse
import sys

from tests.stats_simulation.suite import FULL, SHORT, checks


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="some seconds of it, as in the tests")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    for check in checks(SHORT if options.short else FULL, options.seed):
        naive = f"  naive {check.naive:8.3f}" if check.naive is not None else ""
        mark = " " if check.good else "!"
        print(f"{mark} {check.value:8.3f}  {check.low:7.3f} to {check.high:9.3f}  {check.what}{naive}", flush=True)
        failed += not check.good
    print(f"{failed} of what was promised does not hold" if failed else "all holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
