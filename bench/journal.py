"""What the journal costs: `python -m bench.journal [--seconds S] [--repeat N] [--folder PATH]`. No root, no network.

First CPU a span with a journal that is synced every second, next to forwarding without one in the same run. Then how
many requests of one span are acknowledged a second when each of them waits for the disk; clients come many at a time,
so that one sync serves several. The figures depend on the disk of `--folder`, which is to be a real one.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from bench.forward import CORES, measure, otelevals
from bench.sink import Sink

CLIENTS = 64
SYNCS = 200
PROTOCOLS = ("grpc", "http")


def costs(sink: Sink, folder: Path, seconds: float, repeat: int) -> None:
    print(f"{'':5} {'corpus':7} {'forward us/span':>16} {'journal us/span':>16} {'ratio':>6} {'spans/s':>9}")
    for corpus in ("plain", "mixed", "genai"):
        for protocol in PROTOCOLS:
            bare, kept = [], []
            for _ in range(repeat):
                bare.append(measure(otelevals(sink, protocol, "none", False, folder), sink, corpus, seconds))
                system = otelevals(sink, protocol, "none", False, folder, journal_in(folder, "interval"))
                kept.append(measure(system, sink, corpus, seconds))
            without, with_ = (statistics.median(run.cpu for run in runs) for runs in (bare, kept))
            rate = statistics.median(run.rate for run in kept)
            line = f"{without:16.2f} {with_:16.2f} {with_ / without:6.2f} {rate:9.0f}"
            print(f"{protocol:5} {corpus:7} {line}", flush=True)


def acknowledged(sink: Sink, folder: Path, seconds: float, repeat: int) -> None:
    print(
        f"\none span a request, fsync: always, {CLIENTS} clients; a sync alone takes {1000 * sync_time(folder):.2f} ms"
    )
    print(f"{'':5} {'requests/s':>11} {'us/request':>11} {'p50 ms':>7} {'p99 ms':>7}")
    for protocol in PROTOCOLS:
        runs = []
        for _ in range(repeat):
            system = otelevals(sink, protocol, "none", False, folder, journal_in(folder, "always"))
            runs.append(measure(system, sink, "single", seconds, CLIENTS))
        middle = sorted(runs, key=lambda run: run.rate)[len(runs) // 2]
        print(f"{protocol:5} {middle.rate:11.0f} {middle.cpu:11.1f} {middle.p50:7.2f} {middle.p99:7.2f}", flush=True)


def journal_in(folder: Path, sync: str) -> str:
    return f", journal: {{directory: '{tempfile.mkdtemp(dir=folder)}', fsync: {sync}}}"


def sync_time(folder: Path) -> float:
    """Seconds that writing and syncing 4 KiB takes, at the median."""
    times = []
    with (folder / "sync").open("ab", buffering=0) as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file)
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="load of each cell and repetition")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions of each cell; medians are printed")
    parser.add_argument("--folder", type=Path, default=Path(), help="where the journals are, for as long as it runs")
    options = parser.parse_args()
    sink = Sink()
    sink.start()
    os.sched_setaffinity(0, {CORES[-1]})
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        costs(sink, Path(folder).resolve(), options.seconds, options.repeat)
        acknowledged(sink, Path(folder).resolve(), options.seconds, options.repeat)
    sink.stop()


if __name__ == "__main__":
    main()
