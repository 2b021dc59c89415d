"""What happens to the disk of a journal: it is full or read-only for a while, or its last write is torn."""

import ctypes
import os
import random
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from otelevals.journal.dead_letters import read_dead_letters
from otelevals.journal.disk import Folder
from otelevals.journal.entry import decode_entry
from otelevals.journal.records import Kind, Record, scan
from otelevals.journal.segments import find
from otelevals.otlp.signals import Signal
from otelevals.testing import names_in

DEAD_LETTERS = "dead-letters"
_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE = 24, 1


def let_permissions_count() -> bool:
    """Make processes that are started from now on unable to write where permissions forbid it, also for root."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE)
    return True


@contextmanager
def full(process: int, chance: random.Random) -> Iterator[None]:
    """No file of the process grows beyond a size that may be in the middle of a write."""
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (chance.randrange(2 * 1024 * 1024), hard))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """No file is made or removed."""
    folders = (folder, folder / DEAD_LETTERS)
    for each in folders:
        each.chmod(0o500)
    try:
        yield
    finally:
        for each in folders:
            each.chmod(0o700)


def tear(folder: Path, acknowledged: set[str], chance: random.Random) -> None:
    """Leave what a write leaves that the end of the process or of the power interrupted: a record begun, or cut when
    nobody was told that it is there."""
    last = max(folder.glob("*.journal"), default=None)
    if last is None:
        return
    records = [item for item in scan(last.read_bytes(), int(last.stem)) if isinstance(item, Record)]
    if records and not acknowledged.intersection(_names(records[-1])) and chance.random() < 0.5:
        os.truncate(last, chance.randrange(records[-1].offset, records[-1].end))
    else:
        with last.open("r+b") as file:
            file.seek(records[-1].end if records else 0)
            file.write(chance.choice((bytes(100), chance.randbytes(100), b"\x40\0\0\0half a record")))


def _names(record: Record) -> list[str]:
    if record.kind != Kind.ENTRY:
        return []
    _, _, start = decode_entry(record.body)
    return names_in(Signal.TRACES, record.body[start:])


def waiting(folder: Path) -> Iterator[tuple[str, str]]:
    """The exporters and spans that a journal holds, once for each entry."""
    disk = Folder(folder)
    for segment in find(disk).segments.values():
        for entry in segment.entries.values():
            for name in names_in(Signal.TRACES, disk.read(segment.name, entry.offset, entry.size)):
                yield from ((target.exporter, name) for target in entry.waiting)
    disk.close()


def take_dead_letters(folder: Path) -> Counter[tuple[str, str]]:
    """The exporters and spans of all dead letters, which are removed."""
    disk, found = Folder(folder / DEAD_LETTERS), Counter[tuple[str, str]]()
    for header, raw in read_dead_letters(disk):
        found.update((target.exporter, name) for target in header.targets for name in names_in(Signal.TRACES, raw))
    for name in disk.names():
        disk.remove(name)
    disk.close()
    return found
