"""Looks for acknowledged spans that get lost: python -m tests.crash [--rounds N] [--judged N] [--seed N]

Each round a collector with a journal takes load while one of its two exporters is ill and the disk may be full,
read-only or torn and its clock may jump by hours; then it is killed or stopped, and started again. Then come rounds in
which a judge scores the spans, and services that share a budget. Exits with 1 when anything is lost or paid twice.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.crash import judging
from tests.crash.disk import let_permissions_count
from tests.crash.trial import Trial


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--judged", type=int, default=30, help="rounds with a judge")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    options = parser.parse_args()
    let_permissions_count()
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    print(f"seed {options.seed}, in {folder}", flush=True)
    good = _forward(folder / "forwarded", options.rounds, options.seed)
    good = _judge(folder / "judged", options.judged, options.seed) and good
    good = _spend(folder / "spending", options.judged // 3, options.seed) and good
    if good:
        shutil.rmtree(folder)
    return 0 if good else 1


def _forward(folder: Path, rounds: int, seed: int) -> bool:
    folder.mkdir()
    began = time.monotonic()
    trial = Trial(folder, seed, permissions=True)
    for number in range(rounds):
        trial.round(f"r{number}")
        print(".", end="", flush=True)
    report = trial.end()
    print(f"\n{rounds} rounds in {time.monotonic() - began:.0f} s")
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
    return report.good


def _judge(folder: Path, rounds: int, seed: int) -> bool:
    folder.mkdir()
    with judging.Trial(folder, seed) as trial:
        for _ in range(rounds):
            trial.round()
            print(".", end="", flush=True)
        report = trial.end()
    print(f"\n{rounds} rounds with a judge, {report.kills} kills")
    _print_judged(report)
    print(f"without verdict {len(report.unjudged):8}", *report.unjudged[:20])
    return report.good and not report.unjudged


def _spend(folder: Path, rounds: int, seed: int) -> bool:
    """Each round has a budget of its own."""
    good, chance = True, random.Random(seed)
    folder.mkdir()
    for number in range(rounds):
        (folder / f"{number}").mkdir()
        with judging.Trial(folder / f"{number}", seed + number, services=2, calls=chance.randint(1, 100)) as trial:
            for _ in range(chance.randint(1, 3)):
                trial.burst(chance.randint(10, 150))
            report = trial.end()
        print(f"two services with a budget of {report.affordable:g} calls, {report.kills} kills")
        _print_judged(report)
        good = good and report.good
    return good


def _print_judged(report: judging.Report) -> None:
    print(f"acknowledged    {report.acknowledged:8} spans")
    print(f"lost            {len(report.lost):8}", *report.lost[:20])
    print(f"judge asked     {report.asked:8} times, {report.asked_again} of them again (at most {report.at_kills})")
    print(f"paid twice      {len(report.paid_twice):8}", *report.paid_twice[:20])
    print(f"wrong verdict   {len(report.wrong):8}", *report.wrong[:20])


if __name__ == "__main__":
    sys.exit(main())
