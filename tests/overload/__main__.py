"""Offers a collector twelve times what its backend takes: python -m tests.overload [--minutes N]

It has a limit of memory, a receiver with a journal and one without. Memory must stay under the limit, whoever is
refused must be told when to come back, and once the load ends it must take data again by itself, say so, and deliver
everything that it acknowledged. Exits with 1 otherwise.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.e2e.collector import Collector, collector
from tests.loading import Sink, journal, memory
from tests.overload.backend import SlowBackend
from tests.overload.clients import REQUEST_BYTES, Load
from tests.overload.limited import MIB, REFUSES, endpoints, options, unsaid

LIMIT = 256  # MiB of memory
JOURNAL = 64  # MiB of disk
RATE = 2 * MIB  # bytes a second that the backend takes
CAPACITY = RATE / REQUEST_BYTES  # requests a second
LEAST, OFFERED = 10, 12  # times the capacity
CLIENTS = 8
WINDOW = 10.0  # seconds, in each of which so much must be offered
NORMAL = 10  # times that everything is taken
LONGEST_RECOVERY = 120.0
LONGEST_DELIVERY = 600.0


@dataclass(frozen=True)
class Window:
    offered: float
    """Times the capacity."""
    acknowledged: int
    refused: int
    memory: float
    """MiB, the most."""
    journal: float


def watch(running: Collector, load: Load, windows: int) -> Iterator[Window]:
    for _ in range(windows):
        began, before = time.monotonic(), (load.offered, len(load.acknowledged), load.refused.total())
        samples = []
        while time.monotonic() - began < WINDOW:
            samples.append((memory(running), journal(running)))
            time.sleep(0.1)
        passed = time.monotonic() - began
        offered, acknowledged, refused = (
            now - then
            for now, then in zip((load.offered, len(load.acknowledged), load.refused.total()), before, strict=True)
        )
        yield Window(offered / passed / CAPACITY, acknowledged, refused, *map(max, zip(*samples, strict=True)))


def comes_true(condition: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def overload(running: Collector, load: Load, minutes: float) -> list[str]:
    """Offer too much for so long, and say what was wrong with it."""
    windows = max(1, round(minutes * 60 / WINDOW))
    print(f"{'seconds':>7} {'offered':>8} {'taken':>6} {'refused':>8} {'MiB':>7} {'journal MiB':>12}")
    problems = []
    with load.going(CLIENTS, OFFERED * CAPACITY):
        for number, window in enumerate(watch(running, load, windows), 1):
            counts = f"{window.offered:7.1f}x {window.acknowledged:6} {window.refused:8}"
            print(f"{number * WINDOW:7.0f} {counts} {window.memory:7.1f} {window.journal:12.1f}", flush=True)
            if window.offered < LEAST:
                problems.append(f"only {window.offered:.1f} times the capacity was offered after {number * WINDOW} s")
    if not load.refused:
        problems.append("nothing was refused")
    return problems


def recover(load: Load, backend: SlowBackend) -> list[str]:
    """Wait until everything is as before, and say what is not. A journal that is full has room again when the backend
    has taken what waits before its entries."""
    began = time.monotonic()
    for receiver, places in load.receivers.items():
        if not comes_true(partial(load.all_taken, places, NORMAL), LONGEST_RECOVERY):
            return [f"{receiver} does not take data {LONGEST_RECOVERY:.0f} s after the load"]
        print(f"{receiver} takes data after {time.monotonic() - began:7.1f} s")
    arrived = comes_true(lambda: not backend.missing(load.acknowledged), LONGEST_DELIVERY)
    print(f"{'everything' if arrived else 'not everything'} arrived after {time.monotonic() - began:7.1f} s")
    taken = all(load.all_taken(places, NORMAL) for places in load.receivers.values())
    comes_true(lambda: not backend.missing(load.acknowledged), LONGEST_RECOVERY)
    return [] if taken else ["it refuses data when nothing waits"]


def report(running: Collector, load: Load, backend: SlowBackend) -> list[str]:
    lost, most = backend.missing(load.acknowledged), memory(running, "VmHWM")
    print(f"offered                   {load.offered:8} requests")
    print(f"acknowledged              {len(load.acknowledged):8}")
    print(f"lost                      {lost:8}; {backend.duplicated} spans came twice")
    print(f"memory at most            {most:8.1f} MiB of {LIMIT}")
    print(f"refused with a hint       {load.refused.total():8}")
    for told, times in load.refused.most_common():
        print(f"  {times:8} {told}")
    print(f"answered otherwise        {load.wrong.total():8}")
    problems = [f"{times} requests were answered: {told}" for told, times in load.wrong.most_common()]
    if lost:
        problems.append(f"{lost} acknowledged requests were lost")
    if most > LIMIT:
        problems.append(f"memory reached {most:.0f} MiB")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    backend = SlowBackend(RATE)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sink(backend.take) as sink,
        collector(Path(folder) / "collector.yaml", options(sink.url, LIMIT, JOURNAL)) as running,
    ):
        load = Load(endpoints(running))
        problems = overload(running, load, minutes) + recover(load, backend)
        problems += report(running, load, backend)
        for event in REFUSES:
            print(f"the log said {len(running.logged(event))} times: {event}")
        problems += [f"the log does not say: {event}" for event in unsaid(running)]
        running.terminate()
    print("\n".join(problems) or "it stayed within its limits and came back")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
