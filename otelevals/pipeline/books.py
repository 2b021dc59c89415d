"""Opens what a receiver's journal is made of on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from otelevals.api.clock import Clock
from otelevals.api.receive_config import JournalConfig
from otelevals.journal.dead_letters import DeadLetters
from otelevals.journal.disk import Folder
from otelevals.journal.journal import Journal, Limits

DEAD_LETTERS = "dead-letters"


class Books(NamedTuple):
    journal: Journal
    dead_letters: DeadLetters


def open_books(config: JournalConfig, base_dir: Path, clock: Clock, on_dropped: Callable[[int], None]) -> Books:
    """OSError or InUse when the folder cannot be had."""
    folder = base_dir / config.directory
    limits = Limits(config.max_size, config.fsync, config.on_full == "drop_oldest")
    journal = Journal(Folder(folder), limits, clock, on_dropped)
    return Books(journal, DeadLetters(Folder(folder / DEAD_LETTERS), config.max_size))
