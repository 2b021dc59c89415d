"""A service that gathers and scores traces, its clients, its backends, and what befalls them: a seed decides it all."""

import random
from typing import Any

from otelevals.api.errors import Retryable
from otelevals.config import Loaded
from otelevals.journal.journal import Limits
from tests.journal.memory_disk import MemoryDisk
from tests.simulation.service import SteppedService
from tests.trace_simulation import components
from tests.trace_simulation.configurations import CONTENT_WAIT, IDLE, MAX_AGE, random_setting
from tests.trace_simulation.elsewhere import LONGEST
from tests.trace_simulation.invariants import check_story
from tests.trace_simulation.oracle import Oracle, Violation
from tests.trace_simulation.story import Story
from tests.trace_simulation.traffic import Request, Traffic

JOURNAL_BYTES = 256 * 1024 * 1024
SLACK = 10.0
_SLICES = (0.05, 0.2, 0.5, 0.5, 1.0)


class LastingDisk(MemoryDisk):
    """A disk that nothing happens to: only processes end here."""

    def sync(self, name: str) -> None:
        """What was written stays."""


class World(SteppedService):
    drain_time = 5.0

    def __init__(self, seed: int) -> None:
        super().__init__(LastingDisk(), LastingDisk(), Limits(JOURNAL_BYTES))
        chance = self.chance = random.Random(seed)
        self.setting = random_setting(chance)
        unruly = chance.choice([0.0, 0.05, 0.2])
        self.traffic = Traffic(chance, rate=chance.choice([1, 4, 10]), unruly=unruly)
        self.oracle = components.Watched.by = Oracle(self.traffic.stories, chance, forgetful=self.setting.forgetful)
        self.trouble = chance.choice([0.0, 0.0, 0.004, 0.01])
        """How likely an end of the service is in a step."""
        self.events = 0
        """Spans and log records that were accepted."""
        self._live: dict[bytes, Story] = {}
        self._mended_at = self._cut_at = 0.0
        self.reloaded = False
        """Since it began."""
        self._begin_anew()

    def processors(self) -> list[Any]:
        graphs = [self.graph, *(retirement._graph for retirement in self.retiring)]
        return [processor for graph in graphs for processor in graph.processors]

    def step(self) -> None:
        chance = self.chance
        seconds = chance.choice(_SLICES)
        self.traffic.begin(self.clock.now(), seconds)
        self.pass_time(seconds)
        if chance.random() < 0.01:
            self.oracle.down.add(chance.choice(["sink/one", "sink/two", "sink/evals"]))
            self._mended_at = self.clock.now() + chance.choice([1, 5, 30])
        if chance.random() < self.trouble:
            chance.choice([self.crash, self.restart, self.reload_somehow])()

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        now = self.clock.now()
        if now >= self._mended_at:
            self.oracle.down.clear()
        for request in self.traffic.arrivals(now):
            self.accept(request)
        if self.chance.random() < 0.9:
            self.settle()
        if self.oracle.wrong:
            raise Violation(self.oracle.wrong[0])

    def accept(self, request: Request) -> None:
        door = self.chance.choice(self.setting.doors)
        (inlet,) = [inlet for id_, inlet in self.graph.inlets.items() if id_.name == door]
        try:
            inlet.intakes[request.signal].submit(request.payload())
        except Retryable:
            self.traffic.later(request, self.clock.now() + 1)
            return
        self.events += len(request.items)
        for item in request.items:
            item.kept += door == "kept"
            item.lent += door == "plain"
            item.story.under_way -= 1
        for story in dict.fromkeys(item.story for item in request.items):
            story.times.append(self.clock.now())
            self._live[story.trace_id] = story

    # Ends of the service

    def crash(self) -> None:
        """The process is killed: what is in memory is gone."""
        self.oracle.happened["crashes"] += 1
        self._cut(crash=True)
        self._begin_anew()

    def restart(self) -> None:
        self._at_ease()
        self.oracle.happened["restarts"] += 1
        self._cut(crash=False)
        self.stop()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.begin(self._loaded())
        self.oracle.forget_counts()
        self.reloaded = False

    def _loaded(self) -> Loaded:
        self.oracle.keeps_early = self.setting.hold == "none" and not self.setting.forgetful
        return self.setting.loaded()

    def reload_somehow(self) -> None:
        """A configuration with other versions of the scorers takes the place of the one that runs, perhaps with another
        way of gathering."""
        self._at_ease()
        self.oracle.happened["reloads"] += 1
        self._cut(crash=False)
        before, self.setting = self.setting, self.setting.changed(self.chance)
        for story in self._live.values():
            story.disturbed |= self.setting.hold != before.hold
        self.reloaded = True
        self.reload(self._loaded())
        self.retire()

    def _at_ease(self) -> None:
        """Nothing that is due is undone, and nothing on its way to an exporter."""
        self.oracle.down.clear()
        self.settle()
        while any(not sender._queue.empty for sender in self.senders()):
            self.pass_time(1)
            self.oracle.down.clear()
            self.settle()

    def _cut(self, *, crash: bool) -> None:
        """Traces that are open are known from the journal alone, if at all."""
        self.check_over()
        self._cut_at = self.clock.now()
        for story in self.oracle.stories.values():
            if not story.times:
                continue
            story.ends += 1
            story.crashes += crash
            known_whole = bool(
                self.setting.hold
                and not story.notes
                and not story.reports
                and not any(item.lent for item in story.items)
                and not story.let_go
            )
            story.disturbed = story.disturbed or not known_whole
            story.begun, story.early = False, 0

    # Traces that are over

    def check_over(self) -> None:
        """Look at the traces of which nothing more comes."""
        if any(not sender._queue.empty for sender in self.senders()):
            return
        if self.setting.tight and self.ledger._journal.count:  # some of it may come again
            return
        now = self.clock.now()
        for story in [each for each in self._live.values() if self._is_over(each, now)]:
            del self._live[story.trace_id]
            how = check_story(story, self.setting)
            survived = ", though the service ended meanwhile" if story.ends and not story.disturbed else ""
            self.oracle.happened[f"traces {how}{survived}"] += 1

    def _is_over(self, story: Story, now: float) -> bool:
        slow = (story.plot.headless and story.plot.flagged) or story.disturbed or self.setting.pressed
        wait = (self.setting.max_wait if slow else IDLE) + CONTENT_WAIT + LONGEST + SLACK
        return not story.under_way and now > max(story.times[-1], self._cut_at) + wait

    def come_to_rest(self) -> None:
        """All that was begun comes, and as much time passes as anybody waits."""
        while self._live or not self.traffic.over:
            self.pass_time(0.5 if not self.traffic.over else 5)
            self.check_over()
        for _ in range(20):
            self.pass_time(MAX_AGE / 10)
