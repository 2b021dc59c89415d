"""Rounds of load, faults, an end and a restart, and the account of what was acknowledged."""

import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash import disk
from tests.crash.clock import Clock, ShiftedCollector
from tests.crash.load import Load
from tests.crash.sinks import Illness, Tally, serve_grpc, serve_http
from tests.e2e.collector import OTLP, Collector, service
from tests.waiting import PATIENCE, eventually

GRPC, HTTP = "otlp_grpc", "otlp_http"
_DIRECTORY = "journal"
_MAX_SIZE = 16 * 1024 * 1024


@dataclass(frozen=True)
class Report:
    acknowledged: int
    """Spans that a client was told are safe."""
    refused: int
    """Requests that were not acknowledged."""
    lost: Mapping[str, list[str]]
    """Acknowledged spans that did not come to an exporter and are no dead letters, by exporter."""
    dead: int
    duplicated: int
    in_flight: int
    """Spans that were in flight when a process ended or a connection broke, for each time: so many may be doubled."""
    unexplained: Mapping[str, list[str]]
    """Spans that came more often than that explains, by exporter."""
    slowest: float
    """The longest time from a start until all that was acknowledged before had arrived, in seconds."""
    faults: Mapping[str, int]

    @property
    def good(self) -> bool:
        return not any(self.lost.values())


class Trial:
    """`permissions`: whether processes that are started respect them, which root does not."""

    def __init__(self, folder: Path, seed: int, *, permissions: bool) -> None:
        self._path = folder / "collector.yaml"
        self._journal = folder / _DIRECTORY
        self._clock = Clock(folder)
        self._chance = random.Random(seed)
        self._disks = ["full", "read-only"] if permissions else ["full"]
        self._load = Load(seed)
        self._tallies = {name: Tally(random.Random(f"{seed} {name}")) for name in (GRPC, HTTP)}
        self._dead: Counter[tuple[str, str]] = Counter()
        self._may_repeat: Counter[tuple[str, str]] = Counter()
        self._faults: Counter[str] = Counter()
        self._slowest = 0.0

    def round(self, label: str) -> None:
        """Recover from what was before, take load while one exporter is ill and the disk may be, and end somehow."""
        patient = self._chance.random() < 0.8
        with self._running(label) as running, self._load.on(running, label):
            if patient:
                self._recover()
            self._suffer(running)
            if self._chance.random() < 0.75:
                self._faults["kill"] += 1
                running.process.send_signal(signal.SIGKILL)
                running.wait()
            else:
                self._faults["stop"] += 1
                running.terminate()
        if self._chance.random() < 0.4:
            self._faults["torn write"] += 1
            disk.tear(self._journal, self._load.acknowledged, self._chance)
        if self._chance.random() < 0.3:
            self._faults[f"clock {self._clock.jump(self._chance)}"] += 1
        self._look()

    def end(self) -> Report:
        """Let everything arrive, without load and faults, and say how it went."""
        with self._running("end") as running:
            self._recover()
            if not any(self._missing(exporter) for exporter in self._tallies):
                eventually(lambda: running.metric('otelevals_journal_entries{receiver="otlp"}') == 0)
            running.terminate()
        self._look()
        unexplained = {
            exporter: [
                name
                for name, times in tally.arrived.items()
                if times - 1 > tally.unsure[name] + self._may_repeat[exporter, name]
            ]
            for exporter, tally in self._tallies.items()
        }
        return Report(
            acknowledged=len(self._load.acknowledged),
            refused=self._load.refused,
            lost={exporter: sorted(self._missing(exporter)) for exporter in self._tallies},
            dead=len(self._dead),
            duplicated=sum(tally.arrived.total() - len(tally.arrived) for tally in self._tallies.values()),
            in_flight=sum(tally.unsure.total() for tally in self._tallies.values()) + self._may_repeat.total(),
            unexplained=unexplained,
            slowest=self._slowest,
            faults=self._faults,
        )

    @contextmanager
    def _running(self, label: str) -> Iterator[Collector]:
        with serve_grpc(self._tallies[GRPC]) as grpc_endpoint, serve_http(self._tallies[HTTP]) as url:
            self._began, self._before = time.monotonic(), frozenset(self._load.acknowledged)
            self._options = _options(grpc_endpoint, url, self._chance)
            running = ShiftedCollector(self._path, self._options)
            try:
                running.wait_for("ready")
                yield running
            finally:
                running.close()
                self._path.with_name(f"{label}.log").write_text("\n".join(map(str, running.log)))

    def _missing(self, exporter: str) -> set[str]:
        """What was acknowledged and is neither at a backend nor a dead letter that it made so."""
        tally = self._tallies[exporter]
        missing = self._load.acknowledged.difference(tally.arrived)
        return {name for name in missing if not ((exporter, name) in self._dead and name in tally.refused)}

    def _recover(self) -> None:
        """Wait until everything from before the start has arrived; if it does not, that shows at the end."""
        waiting = {exporter: self._missing(exporter) & self._before for exporter in self._tallies}
        deadline = time.monotonic() + PATIENCE
        while any(waiting.values()) and time.monotonic() < deadline:
            time.sleep(0.01)
            for exporter, tally in self._tallies.items():
                waiting[exporter] = {name for name in waiting[exporter] if name not in tally.arrived}
        self._slowest = max(self._slowest, time.monotonic() - self._began)

    def _suffer(self, running: Collector) -> None:
        """One exporter is ill for a while; meanwhile the disk may be, the clock jumps or the configuration changes."""
        ill = self._tallies[self._chance.choice((GRPC, HTTP))]
        ill.illness = self._chance.choice(list(Illness))
        self._faults[ill.illness.value] += 1
        for _ in range(self._chance.randint(1, 3)):
            with ExitStack() as stack:
                match self._chance.choice(("", "", "reload", "clock", *self._disks)):
                    case "full":
                        self._faults["disk full"] += 1
                        stack.enter_context(disk.full(running.process.pid, self._chance))
                    case "read-only":
                        self._faults["read-only"] += 1
                        stack.enter_context(disk.read_only(self._journal))
                    case "clock":
                        self._faults[f"clock {self._clock.jump(self._chance)}"] += 1
                    case "reload":
                        self._faults["reload"] += 1
                        self._options["processors"]["batch"]["timeout"] = f"{self._chance.randint(1, 300)}ms"
                        running.write(self._options)
                        running.reload()
                time.sleep(self._chance.uniform(0.1, 1))
        if self._chance.random() < 0.5:
            ill.illness = None
            time.sleep(self._chance.uniform(0, 0.5))

    def _look(self) -> None:
        """Take dead letters, and note what the next process sends again although it may have arrived."""
        self._dead += disk.take_dead_letters(self._journal)
        for exporter, name in disk.waiting(self._journal):
            self._may_repeat[exporter, name] += self._tallies[exporter].arrived[name] > 0


def _options(grpc_endpoint: str, url: str, chance: random.Random) -> dict[str, Any]:
    both = {
        "compression": "none",
        "timeout": "2s",
        "retry_on_failure": {"initial_interval": "20ms", "max_interval": "200ms"},
        "sending_queue": {"queue_size": chance.choice((5, 1000))},
    }
    journal = {
        "directory": _DIRECTORY,
        "max_size": _MAX_SIZE,
        "fsync": chance.choice(("always", "interval")),
    }
    return {
        "receivers": {"otlp": {**OTLP, "journal": journal}},
        "processors": {"batch": {"timeout": f"{chance.randint(1, 300)}ms"}},
        "exporters": {
            GRPC: {**both, "endpoint": grpc_endpoint, "tls": {"insecure": True}},
            HTTP: {**both, "endpoint": url},
        },
        "service": service(
            {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": chance.choice(([], ["batch"])),
                    "exporters": [GRPC, HTTP],
                }
            },
            drain_timeout="2s",
        ),
    }
