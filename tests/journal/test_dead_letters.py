"""What was refused for good is kept, within bounds, and survives the process."""

import pytest

from otelevals.journal.dead_letters import DeadLetters, read_dead_letters
from otelevals.journal.entry import Header, Target
from otelevals.otlp.signals import Signal
from tests.journal.memory_disk import MemoryDisk


def header(reason: str) -> Header:
    return Header(1, Signal.TRACES, "otlp", (), frozenset([Target("traces", "otlp_grpc")]), 1, reason=reason)


def test_a_letter_is_read_as_it_was_kept() -> None:
    disk = MemoryDisk()
    DeadLetters(disk, 10_000).add(header("invalid"), b"first")
    DeadLetters(disk, 10_000).add(header("too large"), b"second")
    assert list(read_dead_letters(disk)) == [(header("invalid"), b"first"), (header("too large"), b"second")]


def test_the_oldest_go_when_there_is_too_much() -> None:
    disk = MemoryDisk()
    letters = DeadLetters(disk, 10_000)
    removed = sum(letters.add(header(str(number)), bytes(500)) for number in range(50))
    kept = [int(found.reason) for found, _ in read_dead_letters(disk)]
    assert kept == list(range(50 - len(kept), 50))
    assert removed > 0
    assert sum(map(disk.size, disk.names())) <= 10_000


def test_what_comes_after_a_torn_letter_is_read() -> None:
    disk = MemoryDisk()
    letters = DeadLetters(disk, 10_000)
    letters.add(header("first"), b"")
    disk.fails = {"write"}
    with pytest.raises(OSError, match="No space left"):
        letters.add(header("torn"), b"")
    disk.fails = set()
    letters.add(header("second"), b"")
    disk.write(disk.names()[-1], disk.size(disk.names()[-1]), [b"torn by a crash"])
    DeadLetters(disk, 10_000).add(header("third"), b"")
    assert [found.reason for found, _ in read_dead_letters(disk)] == ["first", "second", "third"]


def test_attempts_that_fail_leave_no_files() -> None:
    disk = MemoryDisk()
    letters = DeadLetters(disk, 10_000)
    disk.fails = {"write"}
    for _ in range(20):
        with pytest.raises(OSError, match="No space left"):
            letters.add(header("full"), b"")
    assert disk.names() == []
