"""Nothing that was committed is forgotten before everybody has it: not by a full disk or tidying up."""

import random
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from otelevals.api.clock import ManualClock
from otelevals.api.errors import Permanent, Retryable
from otelevals.journal.journal import Journal, Limits
from tests.journal.journals import MAX_SIZE, ONE, OTHER, header, opened, put
from tests.journal.memory_disk import MemoryDisk


def test_an_entry_is_committed_when_it_is_on_disk() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    entry, answers = put(journal)
    assert answers == []
    assert journal.write_next()
    assert answers == [None]
    assert not disk.unsynced
    assert journal.read(entry) == b"data"


def test_what_nobody_waits_for_is_forgotten_when_it_is_opened_again() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    first, second = put(journal, b"first")[0], put(journal, b"second")[0]
    journal.write_next()
    journal.finish(first, [ONE, OTHER])
    journal.finish(second, [OTHER])
    journal.close()
    again = opened(disk)
    (entry,) = again.entries
    assert (entry.id, entry.waiting, again.read(entry)) == (second.id, frozenset([ONE]), b"second")
    assert entry.header == header()


def test_a_write_that_fails_is_said_and_leaves_nothing() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    put(journal, b"good")
    journal.write_next()
    disk.fails = {"write"}
    _, answers = put(journal, b"bad")
    assert not journal.write_next()
    assert isinstance(answers[0], OSError)
    disk.fails = set()
    put(journal, b"good again")
    journal.write_next()
    again = opened(disk)
    assert [again.read(entry) for entry in again.entries] == [b"good", b"good again"]
    assert again.unreadable == 0


def test_a_full_journal_refuses() -> None:
    journal = opened(MemoryDisk())
    for _ in range(17):
        put(journal, bytes(1000))
        journal.write_next()
    with pytest.raises(Retryable, match=r"^the journal is full, try again later$"):
        put(journal, bytes(1000))
    assert journal.size <= MAX_SIZE


def test_a_full_journal_says_so_until_it_has_room_again() -> None:
    journal = opened(MemoryDisk())
    entries = []
    with capture_logs() as logs:
        for _ in range(17):
            entries.append(put(journal, bytes(1000))[0])
            journal.write_next()
        for _ in range(2):
            with pytest.raises(Retryable):
                put(journal, bytes(1000))
        assert [line["event"] for line in logs] == ["the journal is full, refusing data"]
        for entry in entries:
            journal.finish(entry, entry.waiting)
        while journal.write_next():
            pass
    event = {"event": "the journal has room again, taking data", "log_level": "info", "refused_requests": 2}
    assert logs[1:] == [event]


def test_a_request_that_can_never_fit_is_refused_for_good() -> None:
    with pytest.raises(Permanent):
        put(opened(MemoryDisk()), bytes(MAX_SIZE))


def test_dropping_the_oldest_makes_room_and_is_counted() -> None:
    dropped: list[int] = []
    journal = opened(MemoryDisk(), dropped, drop_oldest=True)
    entries = []
    for _ in range(100):
        entries.append(put(journal, bytes(1000))[0])
        journal.write_next()
    left = journal.entries
    assert left == entries[-len(left) :]
    assert sum(dropped) == len(entries) - len(left) > 0
    assert journal.read(entries[0]) is None


def test_dropping_the_oldest_needs_a_disk_that_lets_it_go() -> None:
    disk, dropped = MemoryDisk(), list[int]()
    journal = opened(disk, dropped, drop_oldest=True)
    disk.fails = {"rename", "remove"}
    for _ in range(17):
        put(journal, bytes(1000))
        journal.write_next()
    with pytest.raises(Retryable, match=r"^the journal is full, try again later$"):
        put(journal, bytes(1000))
    assert dropped == []


def fill(journal: Journal) -> None:
    """Write what is done at once, until the journal is tidied up by copying what is needed of its beginning."""
    for _ in range(12):
        entry, _ = put(journal, bytes(1000))
        journal.write_next()
        journal.finish(entry, [ONE, OTHER])
    while journal.write_next():
        pass


def test_a_copy_is_safe_before_its_original_goes() -> None:
    disk = MemoryDisk()
    journal = opened(disk, sync="interval")
    old, _ = put(journal, b"old")
    journal.write_next()
    journal.sync(now=True)
    fill(journal)
    assert old.segment > 1
    disk.lose_power(random.Random(0))
    assert old.id in [entry.id for entry in opened(disk).entries]


def test_a_journal_that_cannot_be_read_is_tidied_up_later() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    old, _ = put(journal, b"old")
    disk.fails = {"read"}
    fill(journal)
    assert old.segment == 1
    disk.fails = set()
    fill(journal)
    assert old.segment > 1


def test_what_a_write_left_is_written_over_as_soon_as_the_disk_lets_it() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    put(journal, b"good")
    journal.write_next()
    disk.fails = {"write"}
    for _ in range(20):
        put(journal, b"bad")
        journal.write_next()
    assert len(disk.names()) == 1
    disk.fails = set()
    put(journal, b"good again")
    journal.write_next()
    again = opened(disk)
    assert ([again.read(entry) for entry in again.entries], again.unreadable) == ([b"good", b"good again"], 0)


def test_space_comes_back_though_one_old_entry_stays() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    old, _ = put(journal, b"old")
    for number in range(200):
        entry, _ = put(journal, bytes(1000))
        journal.write_next()
        journal.finish(entry, [ONE, OTHER] if number % 7 else [ONE])
        journal.finish(entry, [OTHER])
        while journal.write_next():
            pass
    assert journal.size <= MAX_SIZE
    again = opened(disk)
    assert [entry.id for entry in again.entries] == [old.id]
    assert again.read(again.entries[0]) == b"old"


def test_whoever_appends_writes_when_no_sync_is_waited_for() -> None:
    answers: list[OSError | None] = []
    journal = opened(MemoryDisk(), sync="interval")
    entry = journal.append(header(), b"data", lambda _, error: answers.append(error), at_once=True)
    assert (answers, journal.read(entry)) == ([None], b"data")
    always = opened(MemoryDisk())
    always.append(header(), b"data", lambda _, error: answers.append(error), at_once=True)
    assert answers == [None]


def test_whoever_appends_leaves_it_to_the_thread_to_end_a_file() -> None:
    disk = MemoryDisk()
    journal = opened(disk, sync="interval")
    answers: list[OSError | None] = []
    for _ in range(12):
        journal.append(header(), bytes(1000), lambda _, error: answers.append(error), at_once=True)
    assert (len(answers), len(disk.names())) == (2, 1)
    while journal.write_next():
        pass
    assert answers == 12 * [None]


def test_a_write_that_takes_long_is_the_last_that_appending_waits_for() -> None:
    disk = MemoryDisk()
    clock = ManualClock()
    journal = Journal(disk, Limits(MAX_SIZE, "interval"), clock, lambda items: None)
    answers: list[OSError | None] = []
    write = disk.write

    def slowly(name: str, offset: int, parts: Sequence[bytes]) -> None:
        clock.advance(0.2)
        write(name, offset, parts)

    disk.write = slowly  # type: ignore[method-assign]
    for _ in range(3):
        journal.append(header(), b"data", lambda entry, error: answers.append(error), at_once=True)
    assert len(answers) == 1
    clock.advance(1)
    journal.append(header(), b"data", lambda entry, error: answers.append(error), at_once=True)
    assert len(answers) == 4
