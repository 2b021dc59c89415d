"""Journals on a disk in memory."""

from otelevals.api.clock import ManualClock
from otelevals.journal.entry import Entry, Header, Target
from otelevals.journal.journal import Journal, Limits
from otelevals.otlp.signals import Signal
from tests.journal.memory_disk import MemoryDisk

ONE, OTHER = Target("traces", "one"), Target("traces", "other")
MAX_SIZE = 20_000


def header(*targets: Target, items: int = 1) -> Header:
    return Header(1, Signal.TRACES, "otlp", (("tenant", "a"),), frozenset(targets or (ONE, OTHER)), items)


def opened(disk: MemoryDisk, dropped: list[int] | None = None, **options: object) -> Journal:
    limits = Limits(**{"max_size": MAX_SIZE, "sync": "always", **options})  # type: ignore[arg-type]
    return Journal(disk, limits, ManualClock(), (dropped if dropped is not None else []).append)


def put(journal: Journal, raw: bytes = b"data", *targets: Target) -> tuple[Entry, list[OSError | None]]:
    answers: list[OSError | None] = []
    entry = journal.append(header(*targets), raw, lambda _, error: answers.append(error))
    return entry, answers
