"""Looks for acknowledged spans that get lost: python -m tests.crash [--rounds N] [--seed N]

Each round a collector with a journal takes load while one of its two exporters is ill and the disk may be full,
read-only or torn and its clock may jump by hours; then it is killed or stopped, and started again. Exits with 1 when
anything is lost.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.disk import let_permissions_count
from tests.crash.trial import Trial


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    let_permissions_count()
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    print(f"seed {options.seed}, in {folder}", flush=True)
    began = time.monotonic()
    trial = Trial(folder, options.seed, permissions=True)
    for number in range(options.rounds):
        trial.round(f"r{number}")
        print(".", end="", flush=True)
    report = trial.end()
    print(f"\n{options.rounds} rounds in {time.monotonic() - began:.0f} s")
    for name, times in sorted(report.faults.items()):
        print(f"  {name:14}{times:6}")
    unexplained = sum(map(len, report.unexplained.values()))
    print(f"acknowledged    {report.acknowledged:8} spans; {report.refused} requests were refused or broke off")
    print(f"lost            {sum(map(len, report.lost.values())):8}")
    print(f"duplicated      {report.duplicated:8}; {report.in_flight} were in flight at an end, {unexplained} were not")
    print(f"dead letters    {report.dead:8}")
    print(f"recovered after {report.slowest:8.1f} s at worst")
    for what, found in (("lost", report.lost), ("unexplained", report.unexplained)):
        for exporter, names in found.items():
            if names:
                print(f"{what} at {exporter}: {', '.join(names[:20])}")
    if report.good:
        shutil.rmtree(folder)
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
