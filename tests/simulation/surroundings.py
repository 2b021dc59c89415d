"""What a simulated service stands on: a disk that keeps it waiting, and clients that remember what they sent."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from otelevals.journal.entry import Target
from tests.journal.memory_disk import MemoryDisk
from tests.simulation import components


class WaitingDisk(MemoryDisk):
    """A disk during whose writes and syncs others work."""

    def write(self, name: str, offset: int, parts: Sequence[bytes]) -> None:
        components.WEATHER.meanwhile()
        super().write(name, offset, parts)

    def sync(self, name: str) -> None:
        components.WEATHER.meanwhile()
        super().sync(name)


class OneAfterAnother:
    """In place of a pool of threads."""

    def __init__(self, threads: int) -> None:
        self.map = map

    def __enter__(self) -> "OneAfterAnother":
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is left to wait for."""


@dataclass
class Request:
    names: list[str]
    targets: frozenset[Target]
    answer: Future[None] | None
    """None when it was acknowledged at once, or before the last start."""
    safe: bool = False
    """Whether it survives a loss of power too, as the journal's options promise."""

    @property
    def is_acknowledged(self) -> bool:
        return self.answer is None or (self.answer.done() and self.answer.exception() is None)


@contextmanager
def mended(disk: MemoryDisk) -> Iterator[None]:
    """Nothing fails meanwhile."""
    faults, disk.fails = disk.fails, set()
    yield
    disk.fails = faults
