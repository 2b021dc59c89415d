"""What was accepted stays on disk until every exporter has it, and comes again to those that missed it."""

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from otelevals.api.batch import Metadata, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.errors import Retryable
from otelevals.api.telemetry import Telemetry
from otelevals.journal.dead_letters import DeadLetters, read_dead_letters
from otelevals.journal.entry import Target
from otelevals.journal.journal import Journal, Limits
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account
from otelevals.pipeline.books import Books
from otelevals.pipeline.ledger import Ledger
from otelevals.testing import trace_payload
from tests.journal.memory_disk import MemoryDisk
from tests.waiting import PATIENCE, eventually

ONE, OTHER = Target("traces", "one"), Target("traces", "other")
LIMITS = Limits(10**6, "always")


class FakeDoor:
    def __init__(self, *targets: Target) -> None:
        self.targets = frozenset(targets)
        self.full = False
        self.busy: set[Target] = set()
        self.let_in: list[tuple[Payload, Metadata]] = []

    def put(self, payload: Payload, metadata: Metadata) -> None:
        if self.full:
            raise Retryable("the intake is full")
        self.let_in.append((payload, metadata))

    def has_room(self, target: Target) -> bool:
        return target in self.targets and target not in self.busy


class World:
    def __init__(self) -> None:
        self.disk, self.dead = MemoryDisk(), MemoryDisk()
        self.door = FakeDoor(ONE, OTHER)
        self.begin()

    def begin(self, limits: Limits = LIMITS) -> None:
        """Start, for the first time or again with what is on disk."""
        self.clock = ManualClock()

        def open_books(on_dropped: Callable[[int], None]) -> Books:
            self.journal = Journal(self.disk, limits, self.clock, on_dropped)
            return Books(self.journal, DeadLetters(self.dead, 10**6))

        self.ledger = Ledger("otlp", open_books, {Signal.TRACES: self.door}, self.clock, Telemetry())
        self.ledger.open()

    def accept(self) -> Account:
        """Let a request in and say where it is counted."""
        written = self.submit((("tenant", "a"),))
        self.journal.write_next()
        written.result(0)
        return self.last()

    def submit(self, metadata: Metadata = ()) -> Future[None]:
        decision = self.ledger.accept(trace_payload(2), metadata)
        assert decision is not None
        return decision

    def last(self) -> Account:
        account = self.door.let_in[-1][0].account
        assert isinstance(account, Account)
        return account

    @property
    def waiting(self) -> list[set[Target]]:
        return [set(entry.waiting) for entry in self.journal.entries]


@pytest.fixture
def world() -> World:
    return World()


def go(account: Account, target: Target, outcome: str, *arguments: Any) -> None:
    account.send(target, 2)
    getattr(account, outcome)(target, *(arguments or (2,)))


def test_a_request_is_let_in_when_it_is_on_disk(world: World) -> None:
    written = world.submit()
    assert not written.done()
    assert not world.door.let_in
    world.journal.write_next()
    assert written.result(0) is None
    assert len(world.door.let_in) == 1


def test_an_entry_goes_when_everybody_has_it(world: World) -> None:
    account = world.accept()
    go(account, ONE, "deliver")
    go(account, OTHER, "deliver")
    assert world.waiting == [{ONE, OTHER}]  # more of it could come
    account.been_through("traces")
    assert world.waiting == []


def test_what_is_not_written_is_not_accepted(world: World) -> None:
    world.disk.fails = {"write"}
    written = world.submit()
    world.journal.write_next()
    with pytest.raises(Retryable, match=r"^the journal cannot be written: No space left on device$"):
        written.result(0)
    assert not world.door.let_in


def test_after_a_crash_only_those_that_miss_it_get_it(world: World) -> None:
    account = world.accept()
    go(account, ONE, "deliver")
    account.send(OTHER, 2)
    account.been_through("traces")
    world.journal.write_next()
    world.begin()
    assert world.ledger.missed == {OTHER: 1}
    assert world.ledger.replay_next()
    (payload, metadata) = world.door.let_in[-1]
    assert payload.raw == trace_payload(2).raw
    assert metadata == (("tenant", "a"),)
    assert world.last().waiting == {OTHER}


def test_who_had_no_room_gets_it_when_there_is(world: World) -> None:
    account = world.accept()
    account.been_through("traces")
    assert world.waiting == []
    account = world.accept()
    go(account, ONE, "deliver")
    go(account, OTHER, "miss")
    world.door.busy = {OTHER}
    account.been_through("traces")
    assert not world.ledger.replay_next()
    world.door.busy = set()
    assert world.ledger.replay_next()
    assert world.last().waiting == {OTHER}
    go(world.last(), OTHER, "deliver")
    world.last().been_through("traces")
    assert world.waiting == []
    assert not world.ledger.replay_next()


def test_who_misses_it_again_is_left_alone_for_a_while(world: World) -> None:
    account = world.accept()
    go(account, ONE, "deliver")
    go(account, OTHER, "miss")
    account.been_through("traces")
    assert world.ledger.replay_next()
    go(world.last(), OTHER, "miss")
    world.last().been_through("traces")
    assert not world.ledger.replay_next()
    world.clock.advance(1)
    assert world.ledger.replay_next()


def test_a_first_miss_wakes_the_thread_that_replays(world: World) -> None:
    world.ledger.start()
    world.submit().result(PATIENCE)
    account = world.last()
    go(account, ONE, "deliver")
    go(account, OTHER, "miss")
    account.been_through("traces")
    eventually(lambda: len(world.door.let_in) == 2, "nothing was let in again")
    assert world.last().waiting == {OTHER}
    world.ledger.close()


def test_a_full_intake_takes_it_later(world: World) -> None:
    world.door.full = True
    world.submit()
    world.journal.write_next()
    assert not world.ledger.replay_next()
    world.door.full = False
    assert world.ledger.replay_next()
    assert world.last().waiting == {ONE, OTHER}


def test_one_without_room_does_not_hold_up_another(world: World) -> None:
    world.accept()
    world.begin()
    world.door.busy = {OTHER}
    assert world.ledger.replay_next()
    assert world.last().waiting == {ONE}
    assert world.ledger.missed == {OTHER: 1}


def test_a_refusal_becomes_a_dead_letter(world: World) -> None:
    account = world.accept()
    go(account, ONE, "deliver")
    go(account, OTHER, "refuse", trace_payload(2), "invalid")
    account.been_through("traces")
    assert world.waiting == []
    ((header, raw),) = read_dead_letters(world.dead)
    assert (header.targets, header.reason, header.items, raw) == (
        frozenset([OTHER]),
        "invalid",
        2,
        trace_payload(2).raw,
    )


def test_a_refusal_that_cannot_be_kept_comes_again(world: World) -> None:
    account = world.accept()
    world.dead.fails = {"write"}
    go(account, ONE, "deliver")
    go(account, OTHER, "refuse", trace_payload(2), "invalid")
    account.been_through("traces")
    assert world.waiting == [{OTHER}]
    assert world.ledger.missed == {OTHER: 1}


def test_what_waits_for_an_exporter_that_is_gone_becomes_a_dead_letter(world: World) -> None:
    world.accept()
    world.door.targets = frozenset([ONE])
    world.begin()
    ((header, _),) = read_dead_letters(world.dead)
    assert (header.targets, header.reason) == (frozenset([OTHER]), "not configured any more")
    assert world.ledger.missed == {ONE: 1}


def test_an_exporter_that_goes_leaves_what_it_missed_as_dead_letters(world: World) -> None:
    account = world.accept()
    go(account, ONE, "deliver")
    go(account, OTHER, "miss")
    account.been_through("traces")
    world.door.targets = frozenset([ONE])
    world.ledger.reconcile()
    assert world.waiting == []
    assert len(list(read_dead_letters(world.dead))) == 1


def test_a_dead_letter_that_cannot_be_written_is_written_later(world: World) -> None:
    world.accept()
    world.door.targets = frozenset([ONE])
    world.dead.fails = {"write"}
    world.begin()
    assert world.waiting == [{ONE, OTHER}]
    world.dead.fails = set()
    world.ledger.reconcile()
    assert world.waiting == [{ONE}]
    assert [header.targets for header, _ in read_dead_letters(world.dead)] == [{OTHER}]


def test_what_a_full_journal_dropped_is_not_remembered(world: World) -> None:
    world.begin(Limits(20_000, "always", drop_oldest=True))
    world.door.full = True
    for _ in range(200):
        world.ledger.accept(trace_payload(2), ())
        world.journal.write_next()
    assert world.ledger.missed == dict.fromkeys((ONE, OTHER), len(world.waiting))


def test_a_signal_that_no_pipeline_takes_any_more_waits_for_nobody(world: World) -> None:
    world.ledger.accept(trace_payload(2), ())
    world.ledger.doors = {}
    world.journal.write_next()
    assert world.waiting == []
    assert [header.targets for header, _ in read_dead_letters(world.dead)] == [{ONE, OTHER}]
    with pytest.raises(Retryable, match=r"^the configuration changes, try again later$"):
        world.ledger.accept(trace_payload(2), ())


def test_a_client_that_waits_for_delivery_is_told_when_there_is_no_room(world: World) -> None:
    world.door.full = True
    decision = world.ledger.accept(trace_payload(2), (), "delivered")
    assert decision is not None
    world.journal.write_next()
    with pytest.raises(Retryable, match=r"^there is no room, try again later$"):
        decision.result(0)
    assert world.waiting == [{ONE, OTHER}]


def test_a_request_that_is_done_is_forgotten_without_the_collector(world: World) -> None:
    """Requests are large, and the collector comes late."""
    account = world.accept()
    seen = weakref.ref(account)
    for target in (ONE, OTHER):
        go(account, target, "deliver")
    account.been_through("traces")
    gc.collect()
    gc.disable()
    try:
        world.door.let_in.clear()
        del account
        assert seen() is None
    finally:
        gc.enable()
