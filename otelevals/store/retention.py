"""What is not kept for ever: passing checks by themselves, what is old, and what is too much.

Everything is done in small steps, each about as long as a write: nobody waits for long.
"""

from enum import IntEnum

from otelevals.store.decided import drop_decided_before, drop_oldest_decided
from otelevals.store.grain import MINUTE
from otelevals.store.grouped import drop_grouped
from otelevals.store.judge_calls import drop_results
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection, size
from otelevals.store.statements import statements

_SQL = statements("retention")
_STEP = 240  # minutes of sums that go at once


class Keep(IntEnum):
    """Which evaluations stay by themselves, besides their sums."""

    ALL = -1
    FAILURES = 0
    """Failures, errors, and what a judge said."""
    ROLLUPS = 1
    """None."""


def settle(connection: Connection, keep: Keep, before: int, targets: int) -> bool:
    """Leave only the sums of those that need not be kept, of the next so many targets that came before a time in
    seconds; whether there are more."""
    mark = get_mark(connection, "settled")
    (last,) = connection.execute(_SQL["last_before"], (mark, targets, before)).fetchone()
    if last is None:
        return False
    if keep is not Keep.ALL:
        connection.execute(_SQL["drop_kept"], (mark, last, keep))
        connection.execute(_SQL["drop_orphaned_texts"], (mark, last))
        connection.execute(_SQL["drop_orphaned_targets"], (mark, last))
    set_mark(connection, "settled", last)
    return True


def drop_older(connection: Connection, before: int, targets: int) -> bool:
    """Drop so many of the targets that came before a time in seconds, and of the spans that were decided on then, and
    some of the sums from before; whether there are more."""
    (last,) = connection.execute(_SQL["last_before"], (-1, targets, before)).fetchone()
    if last is not None:
        _drop(connection, last)
    more = drop_decided_before(connection, before * 1000, targets) or last is not None
    return _drop_sums(connection, before * 1000 // MINUTE) or more


def drop_excess(connection: Connection, largest: int, targets: int) -> bool:
    """When more bytes are in use, drop so many of the oldest targets, of the spans that were decided on first, and of
    the results of judges from before that; or some of the oldest results, and then sums, once there are no targets.
    Whether something was dropped."""
    if size(connection) <= largest:
        return False
    dropped = drop_oldest_decided(connection, targets)
    last, seen = connection.execute(_SQL["last_of_oldest"], (targets,)).fetchone()
    if last is None:
        return drop_results(connection, None, targets) or dropped or _drop_sums(connection, None)
    drop_results(connection, seen * 1000, targets)
    _drop(connection, last)
    return True


def _drop(connection: Connection, last: int) -> None:
    for table in ("evaluations", "texts", "targets"):
        connection.execute(_SQL[f"drop_{table}"], (last,))


def _drop_sums(connection: Connection, before: int | None) -> bool:
    """Drop the oldest hours of sums, those before a minute; whether there were some."""
    (oldest,) = connection.execute(_SQL["oldest_minute"]).fetchone()
    if oldest is None or (before is not None and oldest >= before):
        return False
    end = oldest + _STEP if before is None else min(oldest + _STEP, before)
    drop_grouped(connection, end)
    connection.execute(_SQL["drop_rollups"], (end,))
    connection.execute(_SQL["drop_decisions"], (end,))
    return True
