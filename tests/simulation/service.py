"""A service with a journal in which nothing runs by itself: every thread's work is a step that somebody else takes."""

from collections.abc import Callable
from pathlib import Path
from unittest import mock

from otelevals.api.clock import Clock, ManualClock
from otelevals.api.health import Health
from otelevals.api.receive_config import JournalConfig
from otelevals.api.telemetry import Telemetry
from otelevals.config import Loaded
from otelevals.journal.dead_letters import DeadLetters
from otelevals.journal.journal import Journal, Limits
from otelevals.pipeline.books import Books
from otelevals.pipeline.builder import Builder, Surroundings
from otelevals.pipeline.graph import Graph
from otelevals.pipeline.ledger import Ledger
from otelevals.pipeline.retirement import Retirement
from otelevals.pipeline.runner import Runner
from otelevals.pipeline.sender import Sender
from tests.journal.memory_disk import MemoryDisk
from tests.simulation.surroundings import OneAfterAnother

MOST_ROUNDS = 2000
DEAD_BYTES = 10**9


class SteppedService:
    """One receiver of its configurations has a journal. No threads, no real time."""

    drain_time = 0.0
    """How long a graph that ends may deliver. Without time, what is not delivered stays in the journal."""

    def __init__(self, disk: MemoryDisk, dead: MemoryDisk, limits: Limits) -> None:
        self.disk, self.dead = disk, dead
        self.clock = ManualClock()
        self.dropped = 0
        """Items that a full journal dropped."""
        self._limits = limits

    # Its life

    def begin(self, loaded: Loaded) -> None:
        """Start, for the first time or after a crash."""
        self.retiring: list[Retirement] = []
        self.around = Surroundings(self.clock, Telemetry(), Health(), lambda text: None)
        self.graph = self._built(loaded, None)
        self._connected(self.graph)
        self.ledger.open()

    def reload(self, loaded: Loaded) -> None:
        """As a service does it: the new graph stands beside the old one, whose end comes later."""
        old, new = self.graph, self._built(loaded, self.graph)
        self._connected(new)
        self.graph = new
        for id_, inlet in old.inlets.items():
            if inlet.receiver is new.inlets[id_].receiver:
                for signal, intake in inlet.intakes.items():
                    intake.lane = new.inlets[id_].lanes[signal]
        self.ledger.doors = next(inlet.intakes for inlet in new.inlets.values() if inlet.ledger is not None)
        self.ledger.reconcile()
        earlier = list(self.retiring)
        deadline = self.clock.now() + self.drain_time
        self.retiring.append(Retirement(old, new, deadline, self.clock, self.around.health, earlier))

    def retire(self) -> None:
        """End the oldest graph that a reload replaced."""
        retirement = self.retiring.pop(0)
        self._empty(retirement)
        with mock.patch("otelevals.pipeline.retirement.ThreadPoolExecutor", OneAfterAnother):
            retirement.end()

    def stop(self) -> None:
        while self.retiring:
            self.retire()
        self.ledger.pause()
        self._empty(Retirement(self.graph, None, self.clock.now() + self.drain_time, self.clock))
        for sender in self.graph.senders:
            sender.drain(self.clock.now())
        self.ledger.close()

    # Its work

    def settle(self) -> None:
        """Everybody works until no more can be done without time passing."""
        for _ in range(MOST_ROUNDS):
            if not self._everybody_works():
                return
        raise AssertionError("the work does not end")

    def _everybody_works(self) -> bool:
        moved = [self.ledger._journal.write_next()]
        self.ledger._journal.sync()
        moved.append(self.ledger.replay_next())
        self.ledger.reconcile()
        moved += [runner.step() for runner in self.runners()]
        moved += [sender.send_next() for sender in self.senders()]
        return any(moved)

    def _empty(self, retirement: Retirement) -> None:
        """While its runner waits for room, exporters deliver; when they have nothing to deliver, time passes."""
        graph = retirement._graph

        def wait(until: float) -> None:
            if not self._deliver(graph):
                self.clock.advance(until - self.clock.now())

        with mock.patch.object(graph.runner, "_sleep", wait):
            retirement.empty()
        self._deliver(graph)

    def _deliver(self, graph: Graph) -> bool:
        delivered = False
        while self.drain_time and any(sender.send_next() for sender in graph.senders):
            delivered = True
        return delivered

    # Its parts

    @property
    def ledger(self) -> Ledger:
        (ledger,) = self.graph.ledgers
        return ledger

    def runners(self) -> list[Runner]:
        return [self.graph.runner, *(retirement._graph.runner for retirement in self.retiring)]

    def senders(self) -> list[Sender]:
        graphs = [self.graph, *(retirement._graph for retirement in self.retiring)]
        return list(dict.fromkeys(sender for graph in graphs for sender in graph.senders))

    def _built(self, loaded: Loaded, running: Graph | None) -> Graph:
        with mock.patch("otelevals.pipeline.builder.open_books", self._open_books):
            return Builder(loaded, self.around, running).build()

    def _connected(self, graph: Graph) -> None:
        for sender in graph.senders:
            sender.on_room.add(graph.runner.wake)

    def _open_books(
        self, config: JournalConfig, folder: Path, clock: Clock, on_dropped: Callable[[int], None]
    ) -> Books:
        def dropped(items: int) -> None:
            self.dropped += items
            on_dropped(items)

        return Books(Journal(self.disk, self._limits, clock, dropped), DeadLetters(self.dead, DEAD_BYTES))
