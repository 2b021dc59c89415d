"""A service on a disk that fails and loses power, in which every step is chosen by a seed. No threads, no real time.

What runs in threads of its own in a service is an actor here. While one actor waits for a disk or a backend, others may
work; so two threads meet in the middle of something as they do in a service.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otelevals.api.errors import Permanent, Retryable
from otelevals.config import Loaded
from otelevals.journal.journal import Limits
from otelevals.testing import named_payload
from tests.journal.memory_disk import MemoryDisk
from tests.simulation import components
from tests.simulation.components import BAD, DROPPED, Weather
from tests.simulation.configurations import random_configuration
from tests.simulation.service import SteppedService
from tests.simulation.surroundings import Request, WaitingDisk, mended

JOURNAL_BYTES = 12_000
MOST_DEPTH = 2
"""How many actors may wait for something while another one works."""
MOODS = ("late", "late", "picky", "closed", "broken")


class World(SteppedService):
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.weather = components.WEATHER = Weather(meanwhile=self._meanwhile)
        drop_oldest = self.chance.random() < 0.15
        self.sync_always = self.chance.random() < 0.5
        limits = Limits(JOURNAL_BYTES, "always" if self.sync_always else "interval", drop_oldest)
        super().__init__(WaitingDisk(), MemoryDisk(), limits)
        self.requests: list[Request] = []
        self.steps = self.number = self.acknowledged = self.crashes = self.reloads = 0
        self._busy: set[object] = set()
        self._depth = 0
        self.begin(random_configuration(self.chance))

    # The life of the service

    def begin(self, loaded: Loaded) -> None:
        self._busy.clear()
        super().begin(loaded)

    def reload_somehow(self) -> None:
        self.reloads += 1
        self.reload(random_configuration(self.chance))

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
            (self.reload_somehow, 0.6),
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
        runner = self.chance.choice(self.runners())
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
        with self._undisturbed():
            super().settle()

    # Inside

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
