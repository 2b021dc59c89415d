"""What must be true of a simulated service after any step."""

from otelevals.journal.entry import Target
from tests.simulation.components import DROPPED
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
    somewhere = world.weather.delivered | world.buried() | world.journaled()
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
    missed = sum(len(targets) * len(entries) for targets, entries in world.ledger._missed.items())
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
