"""A service on a disk that fails and loses power, in which every step is chosen by a seed. No threads, no real time.

What runs in threads of its own in a service is an actor here. While one actor waits for a disk or a backend, others may
work; so two threads meet in the middle of something as they do in a service.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from otelevals.api.clock import Clock, ManualClock
from otelevals.api.errors import Permanent, Retryable
from otelevals.api.health import Health
from otelevals.api.receive_config import JournalConfig
from otelevals.api.telemetry import Telemetry
from otelevals.config import Loaded
from otelevals.journal.dead_letters import DeadLetters
from otelevals.journal.journal import Journal, Limits
from otelevals.pipeline.books import Books
from otelevals.pipeline.graph import Builder, Graph, Surroundings
from otelevals.pipeline.ledger import Ledger
from otelevals.pipeline.retirement import Retirement
from otelevals.pipeline.runner import Runner
from otelevals.pipeline.sender import Sender
from otelevals.testing import named_payload
from tests.journal.memory_disk import MemoryDisk
from tests.simulation import components
from tests.simulation.components import BAD, DROPPED, Weather
from tests.simulation.configurations import random_configuration
from tests.simulation.surroundings import OneAfterAnother, Request, WaitingDisk, mended

JOURNAL_BYTES = 12_000
DEAD_BYTES = 10**9
MOST_ROUNDS = 2000
MOST_DEPTH = 2
"""How many actors may wait for something while another one works."""
MOODS = ("late", "late", "picky", "closed", "broken")


class World:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.disk, self.dead = WaitingDisk(), MemoryDisk()
        self.weather = components.WEATHER = Weather(meanwhile=self._meanwhile)
        self.clock = ManualClock()
        self.drop_oldest = self.chance.random() < 0.15
        self.sync_always = self.chance.random() < 0.5
        self.requests: list[Request] = []
        self.dropped = 0
        self.steps = self.number = self.acknowledged = self.crashes = self.reloads = 0
        self._busy: set[object] = set()
        self._depth = 0
        self.begin(random_configuration(self.chance))

    # The life of the service

    def begin(self, loaded: Loaded) -> None:
        """Start, for the first time or after a crash."""
        self.retiring: list[Retirement] = []
        self._busy.clear()
        self.around = Surroundings(self.clock, Telemetry(), Health(), lambda text: None)
        self.graph = self._built(loaded, None)
        self._connected(self.graph)
        self.ledger.open()

    def reload(self) -> None:
        """As a service does it: the new graph stands beside the old one, whose end comes later."""
        old, new = self.graph, self._built(random_configuration(self.chance), self.graph)
        self.reloads += 1
        self._connected(new)
        self.graph = new
        for id_, inlet in old.inlets.items():
            if inlet.receiver is new.inlets[id_].receiver:
                for signal, intake in inlet.intakes.items():
                    intake.lane = new.inlets[id_].lanes[signal]
        self.ledger.doors = next(inlet.intakes for inlet in new.inlets.values() if inlet.ledger is not None)
        self.ledger.reconcile()
        earlier = list(self.retiring)
        self.retiring.append(Retirement(old, new, self.clock.now(), self.clock, self.around.health, earlier))

    def retire(self) -> None:
        """End the oldest graph that a reload replaced."""
        retirement = self.retiring.pop(0)
        retirement.empty()
        with mock.patch("otelevals.pipeline.retirement.ThreadPoolExecutor", OneAfterAnother):
            retirement.end()

    def stop(self) -> None:
        """A drain without time: what is not delivered stays in the journal."""
        while self.retiring:
            self.retire()
        self.ledger.pause()
        ending = Retirement(self.graph, None, self.clock.now(), self.clock)
        ending.empty()
        for sender in self.graph.senders:
            sender.drain(self.clock.now())
        self.ledger.close()

    def crash(self, *, power: bool) -> None:
        self.crashes += 1
        self.acknowledged += sum(request.answer is not None and request.is_acknowledged for request in self.requests)
        if power:
            self.disk.lose_power(self.chance)
            self.dead.lose_power(self.chance)
        self.requests = [each for each in self.requests if each.safe or (each.is_acknowledged and not power)]
        for request in self.requests:
            request.answer = None
        with mended(self.disk):  # a service does not start on a disk that cannot be read
            self.begin(self.graph.loaded if self.chance.random() < 0.7 else random_configuration(self.chance))

    # Steps

    def step(self) -> None:
        self.steps += 1
        actions = self._actions()
        self.chance.choices([action for action, _ in actions], [weight for _, weight in actions])[0]()

    def _actions(self) -> list[tuple[Callable[[], object], float]]:
        actions: list[tuple[Callable[[], object], float]] = [
            (self.accept, 12),
            (self.write, 12),
            (self.replay, 8),
            (self.run, 10),
            (self.send, 16),
            (self.advance, 5),
            (self.change_weather, 1.5),
            (self.reload, 0.6),
        ]
        if not self._depth:
            actions += [(self.crash_somehow, 0.25), (self.stop_and_begin, 0.15), (self.settle, 0.3)]
        if self.retiring and self.retiring[0]._graph.runner not in self._busy:
            actions.append((self.retire, 1.5))
        return actions

    def accept(self) -> None:
        inlet = self.chance.choice(list(self.graph.inlets.values()))
        signal, intake = self.chance.choice(list(inlet.intakes.items()))
        self.number += 1
        names = [f"{self.number}.{place}{self._mark()}" for place in range(self.chance.choice([0, 1, 1, 2, 3, 7]))]
        metadata = (("tenant", self.chance.choice("ab")),)
        targets = intake.targets
        try:
            answer = intake.submit(named_payload(signal, *names), metadata)
        except (Retryable, Permanent):
            return
        if inlet.ledger is not None:
            self.requests.append(Request(names, targets, answer))

    def _mark(self) -> str:
        return self.chance.choice(["", "", "", "", DROPPED, BAD])

    def write(self) -> None:
        with self._alone("journal") as free:
            if free and not self.ledger._journal._writing.locked():  # by whoever appends
                self.ledger._journal.write_next()
                if self.chance.random() < 0.3:
                    self.ledger._journal.sync()
                self._note_what_is_safe()

    def _note_what_is_safe(self) -> None:
        synced = not self.disk.unsynced
        for request in self.requests:
            if not request.safe and request.is_acknowledged and (synced or self.sync_always):
                request.safe = True

    def replay(self) -> None:
        with self._alone("replay") as free:
            if free and not self.ledger.replay_next():
                self.ledger.reconcile()

    def run(self) -> None:
        runner = self.chance.choice(self._runners())
        with self._alone(runner) as free:
            if free:
                runner.step()

    def send(self) -> None:
        sender = self.chance.choice(self.senders())
        sender.send_next()

    def advance(self) -> None:
        self.clock.advance(self.chance.choice([0.02, 0.5, 1, 5, 30]))

    def change_weather(self) -> None:
        chance, weather = self.chance, self.weather
        match chance.randrange(6):
            case 0 | 1:
                weather.moods[chance.choice(["exit/ill", "exit/ill", "exit/other"])] = chance.choice(MOODS)
            case 2:
                weather.moods.clear()
            case 3:
                weather.clumsy = not weather.clumsy
                weather.guarded = chance.random() < 0.2
            case 4:
                chance.choice([self.disk, self.dead]).fails.add(
                    chance.choice(["write", "sync", "rename", "remove", "read"])
                )
            case 5:
                self.disk.fails.clear()
                self.dead.fails.clear()

    def crash_somehow(self) -> None:
        self.crash(power=self.chance.random() < 0.5)

    def stop_and_begin(self) -> None:
        self.stop()
        self.crash(power=False)

    # At rest

    def come_to_rest(self) -> None:
        """Everything is mended, and as much time passes as is needed."""
        self.disk.fails.clear()
        self.dead.fails.clear()
        self.weather.moods.clear()
        self.weather.clumsy = self.weather.guarded = False
        for _ in range(400):
            self.settle()
            if self.retiring:
                with self._undisturbed():
                    self.retire()
            elif not self.ledger._journal.count:
                break
            self.clock.advance(1)

    def settle(self) -> None:
        """Everybody works until no more can be done without time passing."""
        with self._undisturbed():
            for _ in range(MOST_ROUNDS):
                if not self._everybody_works():
                    return
        raise AssertionError("the work does not end")

    def _everybody_works(self) -> bool:
        moved = [self.ledger._journal.write_next()]
        self.ledger._journal.sync()
        moved.append(self.ledger.replay_next())
        self.ledger.reconcile()
        moved += [runner.step() for runner in self._runners()]
        moved += [sender.send_next() for sender in self.senders()]
        return any(moved)

    # Inside

    @property
    def ledger(self) -> Ledger:
        (ledger,) = self.graph.ledgers
        return ledger

    def _built(self, loaded: Loaded, running: Graph | None) -> Graph:
        with mock.patch("otelevals.pipeline.graph.open_books", self._open_books):
            return Builder(loaded, self.around, running).build()

    def _connected(self, graph: Graph) -> None:
        for sender in graph.senders:
            sender.on_room.add(graph.runner.wake)

    def _open_books(
        self, config: JournalConfig, folder: Path, clock: Clock, on_dropped: Callable[[int], None]
    ) -> Books:
        limits = Limits(JOURNAL_BYTES, "always" if self.sync_always else "interval", self.drop_oldest)

        def dropped(items: int) -> None:
            self.dropped += items
            on_dropped(items)

        return Books(Journal(self.disk, limits, clock, dropped), DeadLetters(self.dead, DEAD_BYTES))

    def _runners(self) -> list[Runner]:
        return [self.graph.runner, *(retirement._graph.runner for retirement in self.retiring)]

    def senders(self) -> list[Sender]:
        graphs = [self.graph, *(retirement._graph for retirement in self.retiring)]
        return list(dict.fromkeys(sender for graph in graphs for sender in graph.senders))

    @contextmanager
    def _alone(self, actor: object) -> Iterator[bool]:
        """One thread does this in a service: whether it is free to."""
        free = actor not in self._busy
        self._busy.add(actor)
        yield free
        if free:
            self._busy.discard(actor)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        depth, self._depth = self._depth, MOST_DEPTH
        yield
        self._depth = depth

    def _meanwhile(self) -> None:
        if self._depth < MOST_DEPTH and self.chance.random() < 0.3:
            self._depth += 1
            for _ in range(self.chance.randint(1, 4)):
                self.step()
            self._depth -= 1
