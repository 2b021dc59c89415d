"""What was written survives a loss of power: at once when somebody waits for that, within a second when not."""

from otelevals.api.clock import SystemClock
from otelevals.journal.journal import Journal, Limits
from tests.journal.journals import MAX_SIZE, header, opened, put
from tests.journal.memory_disk import MemoryDisk
from tests.waiting import eventually


def test_one_sync_serves_all_that_waits() -> None:
    journal = opened(MemoryDisk())
    answers = [put(journal)[1] for _ in range(10)]
    journal.write_next()
    assert answers == [[None]] * 10
    assert not journal.write_next()


def test_what_is_in_a_file_is_safe_before_the_next_one_begins() -> None:
    disk = MemoryDisk()
    journal = opened(disk, sync="interval")
    while len(disk.names()) < 2:
        put(journal, bytes(1000))
        journal.write_next()
    assert list(disk.unsynced) == disk.names()[1:]


def test_what_another_process_wrote_is_synced() -> None:
    disk = MemoryDisk()
    journal = opened(disk, sync="interval")
    put(journal)
    journal.write_next()
    opened(disk).sync(now=True)
    assert not disk.unsynced


def test_what_is_acknowledged_is_synced_within_a_second_though_nothing_is_delivered() -> None:
    disk = MemoryDisk()
    journal = Journal(disk, Limits(MAX_SIZE, "interval"), SystemClock(), lambda items: None)
    journal.start()
    for _ in range(3):
        journal.append(header(), b"data", lambda entry, error: None, at_once=True)
        assert disk.unsynced
        eventually(lambda: not disk.unsynced)
    journal.close()
