"""Files of the journal are used again; what they held is not found, and what they hold beyond their ends counts."""

from contextlib import suppress

from otelevals.api.errors import Retryable
from tests.journal.journals import MAX_SIZE, ONE, OTHER, opened, put
from tests.journal.memory_disk import MemoryDisk


def test_a_file_is_used_again_and_what_it_held_is_not_found() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    for number in range(40):
        entry, _ = put(journal, b"%d" % number * 700)
        journal.write_next()
        if number < 38:
            journal.finish(entry, [ONE, OTHER])
    while journal.write_next():
        pass
    assert disk.renamed > 30
    assert len(disk.names()) <= 3
    again = opened(disk)
    assert [again.read(entry) for entry in again.entries] == [b"38" * 700, b"39" * 700]
    assert (again.unreadable, "spare" in disk.names()) == (0, False)


def test_a_full_journal_gives_up_the_file_that_it_keeps() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    while "spare" not in disk.names():
        entry, _ = put(journal, bytes(1000))
        journal.write_next()
        journal.finish(entry, [ONE, OTHER])
        journal.write_next()
    with suppress(Retryable):
        while True:
            put(journal, bytes(1000))
            journal.write_next()
            assert sum(map(len, disk.files.values())) <= MAX_SIZE
    assert journal.size > 0.9 * MAX_SIZE


def test_what_files_hold_beyond_their_ends_counts() -> None:
    disk = MemoryDisk()
    journal = opened(disk)
    for number in range(40):
        entry, _ = put(journal, bytes(1500 if number < 20 else 900))
        journal.write_next()
        journal.finish(entry, [ONE, OTHER] if number < 25 else [])
        journal.write_next()
        assert journal.size >= sum(map(len, disk.files.values())) - 9 * len(disk.files)
