"""Looks for what grows: python -m tests.soak [--minutes N]

A collector with a journal takes steady load and, for twenty seconds of every minute, as much as its clients can send.
Memory and file descriptors must be flat after the first minutes, and everything must arrive. Exits with 1 otherwise.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from otelevals.net.message import Request, Response
from otelevals.otlp.shadow import count_items, read_frame
from otelevals.otlp.signals import Signal
from otelevals.otlp.status import PROTOBUF
from otelevals.testing import trace_request
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.loading import Sink, journal, memory, working
from tests.waiting import eventually

CLIENTS = 4
SPANS = 20
PAUSE = 0.02  # between the requests of a client under steady load
BURST = 20.0  # the last seconds of each minute
SAMPLE_EVERY = 1.0
MOST_GROWTH = 1.1
MOST_DESCRIPTORS = 4  # more than before: a connection or a file that is about to be closed


@dataclass(frozen=True)
class Minute:
    """The most that was seen in a minute."""

    memory: float  # MiB
    descriptors: int
    journal: float  # MiB
    sent: int  # requests


class Arrivals:
    """Counts the spans that come to a backend, and keeps nothing."""

    def __init__(self) -> None:
        self.spans = 0

    def take(self, request: Request) -> Response:
        self.spans += count_items(Signal.TRACES, read_frame(request.body))
        return Response(200, b"", PROTOBUF)


class Load:
    """Clients, half of them over gRPC. `burst` is whether they wait between requests."""

    def __init__(self, running: Collector) -> None:
        self.burst = False
        self._accepted = [0] * CLIENTS
        self._endpoints = (running.grpc, running.http)
        self._body = trace_request([{"text": "x" * 500}] * SPANS).SerializeToString()

    @property
    def accepted(self) -> int:
        return sum(self._accepted)

    def going(self) -> AbstractContextManager[None]:
        return working(CLIENTS, self._send)

    def _send(self, number: int, stop: threading.Event) -> None:
        clients = Clients()
        while not stop.wait(0 if self.burst else PAUSE):
            try:
                if number % 2:
                    clients.http(self._endpoints[1], Signal.TRACES, self._body)
                else:
                    clients.grpc(self._endpoints[0], Signal.TRACES, self._body)
                self._accepted[number] += 1
            except (grpc.RpcError, AssertionError):  # there is no room
                stop.wait(PAUSE)
        clients.close()


def watch(running: Collector, load: Load, minutes: int) -> Iterator[Minute]:
    for _ in range(minutes):
        before, began = load.accepted, time.monotonic()
        samples = []
        while (passed := time.monotonic() - began) < 60:
            load.burst = passed > 60 - BURST
            samples.append((memory(running), descriptors(running), journal(running)))
            time.sleep(SAMPLE_EVERY)
        most_memory, most_descriptors, most_journal = map(max, zip(*samples, strict=True))
        yield Minute(most_memory, int(most_descriptors), most_journal, load.accepted - before)


def descriptors(running: Collector) -> int:
    return len(list(Path(f"/proc/{running.process.pid}/fd").iterdir()))


def judge(minutes: list[Minute]) -> list[str]:
    """What grew from the first third to the last, not counting the first minutes."""
    steady = minutes[min(3, len(minutes) // 3) :]
    third = max(1, len(steady) // 3)
    first, last = steady[:third], steady[-third:]
    before, after = (statistics.median(minute.memory for minute in part) for part in (first, last))
    opened, open_ = (max(minute.descriptors for minute in part) for part in (first, last))
    found = []
    if after > before * MOST_GROWTH:
        found.append(f"memory grew from {before:.0f} to {after:.0f} MiB")
    if open_ > opened + MOST_DESCRIPTORS:
        found.append(f"file descriptors grew from {opened} to {open_}")
    return found


def options(url: str) -> dict[str, Any]:
    exporters = {f"otlp_http/{name}": {"endpoint": url, "compression": "none"} for name in ("a", "b")}
    return {
        "receivers": {"otlp": {**OTLP, "journal": {"directory": "journal", "max_size": 256 * 2**20}}},
        "processors": {"batch": {}},
        "exporters": exporters,
        "service": service({"traces": {"receivers": ["otlp"], "processors": ["batch"], "exporters": list(exporters)}}),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=20)
    number = parser.parse_args().minutes
    print(f"{'minute':>6} {'MiB':>7} {'files':>6} {'journal MiB':>12} {'requests':>9}")
    minutes: list[Minute] = []
    arrivals = Arrivals()
    with tempfile.TemporaryDirectory() as folder, Sink(arrivals.take) as sink:
        with collector(Path(folder) / "collector.yaml", options(sink.url)) as running:
            load = Load(running)
            with load.going():
                for minute in watch(running, load, number):
                    minutes.append(minute)
                    line = f"{minute.memory:7.1f} {minute.descriptors:6} {minute.journal:12.1f} {minute.sent:9}"
                    print(f"{len(minutes):6} {line}", flush=True)
            eventually(lambda: running.metric('otelevals_journal_entries{receiver="otlp"}') == 0)
            running.terminate()
        missing = 2 * SPANS * load.accepted - arrivals.spans
    problems = judge(minutes) + ([f"{missing} spans did not arrive"] if missing > 0 else [])
    print("\n".join(problems) or "flat, and everything arrived")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
