"""What must be true of a simulated service after any step."""

from functools import lru_cache

from otelevals.journal.dead_letters import read_dead_letters
from otelevals.journal.entry import Target
from otelevals.otlp.signals import Signal
from otelevals.testing import names_in
from tests.simulation.components import DROPPED
from tests.simulation.surroundings import mended
from tests.simulation.world import JOURNAL_BYTES, World

MOST_SEGMENTS = 40
MOST_WAITING = 60
"""Requests in one queue: the largest that is configured, what is under way, and the parts of what was refused."""


class Violation(AssertionError):
    """Something is not as it must be."""


def check(world: World) -> None:
    check_nothing_is_lost(world)
    check_bounds(world)


def check_nothing_is_lost(world: World) -> None:
    """Every acknowledged item is delivered, dead-lettered or journaled for every exporter of its pipelines."""
    somewhere = world.weather.delivered | buried(world) | journaled(world)
    lost: list[tuple[str, Target]] = [
        (name, target)
        for request in world.requests
        if request.is_acknowledged
        for name in request.names
        if DROPPED not in name
        for target in request.targets
        if (name, target) not in somewhere
    ]
    if len({name for name, _ in lost}) > world.dropped:
        raise Violation(f"lost: {lost[:5]}, {len(lost)} in all; {world.dropped} were dropped on purpose")


def check_bounds(world: World) -> None:
    journal = world.ledger._journal
    on_disk = sum(map(len, world.disk.files.values()))
    waiting = sum(len(entry.waiting) for entry in journal.entries)
    missed = sum(world.ledger.missed.values())
    bounds = {
        "bytes of the journal": (journal.size, 1.25 * JOURNAL_BYTES),
        "bytes on disk": (on_disk, 1.5 * JOURNAL_BYTES),
        "segments": (len(journal._segments), MOST_SEGMENTS),
        "entries to replay": (missed, waiting),
        "entries on their way again": (max(world.ledger._again.values(), default=0), 64),
        "requests in a queue": (max(sender._queue.requests for sender in world.senders()), MOST_WAITING),
    }
    for what, (size, most) in bounds.items():
        if not 0 <= size <= most:
            raise Violation(f"{what}: {size}, more than {most}")


def check_rest(world: World) -> None:
    """When everybody is well and there was time, nobody waits for anything."""
    check(world)
    if left := world.ledger._journal.entries:
        waiting = {str(target) for entry in left for target in entry.waiting}
        raise Violation(f"{len(left)} entries stay in the journal: for {', '.join(sorted(waiting))}")
    if again := {str(target): count for target, count in world.ledger._again.items() if count}:
        raise Violation(f"on their way again for ever: {again}")


def buried(world: World) -> set[tuple[str, Target]]:
    """Items that are dead letters, and of whom."""
    with mended(world.dead):
        return {
            (name, target)
            for header, raw in read_dead_letters(world.dead)
            for name in _names_in(header.signal, raw)
            for target in header.targets
        }


def journaled(world: World) -> set[tuple[str, Target]]:
    """Items that are in the journal, and who waits for them."""
    journal, found = world.ledger._journal, set[tuple[str, Target]]()
    with mended(world.disk):
        for entry in journal.entries:
            raw = journal.read(entry)
            assert raw is not None
            found |= {(name, target) for name in _names_in(entry.header.signal, raw) for target in entry.waiting}
    return found


@lru_cache(10_000)
def _names_in(signal: Signal, raw: bytes) -> list[str]:
    return names_in(signal, raw)
