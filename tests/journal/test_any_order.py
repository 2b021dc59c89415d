"""Nothing that was committed is forgotten before everybody has it, in whatever order things happen and fail."""

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from otelevals.api.errors import Retryable
from otelevals.journal.entry import Entry, Target
from tests.journal.journals import MAX_SIZE, ONE, OTHER, header, opened
from tests.journal.memory_disk import MemoryDisk


class Machine(RuleBasedStateMachine):
    """Any order of writes, marks, faults and losses of power, against a model of who waits for what."""

    sync = "always"
    at_once = False

    def __init__(self) -> None:
        super().__init__()
        self.disk = MemoryDisk()
        self.journal = opened(self.disk, sync=self.sync)
        self.committed: dict[int, bytes] = {}
        self.finished: set[tuple[int, Target]] = set()

    @rule(size=st.integers(0, 3000), receivers=st.sampled_from([(ONE,), (ONE, OTHER), (OTHER,)]))
    def accept(self, size: int, receivers: tuple[Target, ...]) -> None:
        raw = bytes([size % 256]) * size

        def committed(entry: Entry, error: OSError | None) -> None:
            if error is None:
                self.committed[entry.id] = raw

        try:
            entry = self.journal.append(header(*receivers), raw, committed, at_once=self.at_once)
        except Retryable:
            assert self.journal.size + size > MAX_SIZE // 2
        else:
            self.finished |= {(entry.id, target) for target in (ONE, OTHER) if target not in receivers}

    @rule()
    def write(self) -> None:
        self.journal.write_next()

    @precondition(lambda self: self.committed)
    @rule(data=st.data(), receiver=st.sampled_from([ONE, OTHER]))
    def finish(self, data: st.DataObject, receiver: Target) -> None:
        entries = self.journal.entries
        if entries:
            entry = data.draw(st.sampled_from(entries))
            self.journal.finish(entry, [receiver])
            self.finished.add((entry.id, receiver))

    @rule(operation=st.sampled_from(["write", "sync", "rename", "remove"]))
    def break_disk(self, operation: str) -> None:
        self.disk.fails.add(operation)

    @rule()
    def mend_disk(self) -> None:
        self.disk.fails.clear()

    @rule(seed=st.integers(0, 2**32))
    def crash(self, seed: int) -> None:
        if self.sync == "always":
            self.disk.lose_power(random.Random(seed))
        self.disk.fails.clear()
        self.journal = opened(self.disk, sync=self.sync)
        for entry in self.journal.entries:  # a finish may be forgotten, and is then done again
            for target in entry.waiting:
                self.finished.discard((entry.id, target))

    @invariant()
    def nothing_committed_is_forgotten(self) -> None:
        waiting = {(entry.id, target): entry for entry in self.journal.entries for target in entry.waiting}
        for id_, raw in self.committed.items():
            for target in (ONE, OTHER):
                if (id_, target) not in self.finished:
                    assert self.journal.read(waiting[id_, target]) == raw

    @invariant()
    def it_stays_within_its_size(self) -> None:
        assert self.journal.size <= MAX_SIZE * 1.2


class AtOnce(Machine):
    """The same where whoever appends writes; a process that is killed loses nothing of it."""

    sync = "interval"
    at_once = True


TestAnyOrder = Machine.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestAnyOrderAtOnce = AtOnce.TestCase
TestAnyOrderAtOnce.settings = TestAnyOrder.settings
