"""Calls of judges that could not be made and are to be made later."""

from collections.abc import Iterable
from typing import NamedTuple

from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_SQL = statements("pending")


class Pending(NamedTuple):
    number: int
    """They have the order in which they came."""
    call: bytes
    scorer: str
    time: int
    """Milliseconds."""
    why: str
    arguments: bytes


def add_pending(
    connection: Connection, call: bytes, scorer: str, arguments: bytes, why: str, now: int, room: tuple[int, int]
) -> bool:
    """Keep a call, unless it is there. False when there is no room for it: `room` is for so many of them, and for so
    many bytes of arguments. Inside a transaction."""
    if connection.execute(_SQL["has"], (call,)).fetchone() is not None:
        return True
    most, most_bytes = room
    size = get_mark(connection, "pending_bytes") + len(arguments)
    if size > most_bytes or connection.execute(_SQL["total"]).fetchone()[0] >= most:
        return False
    number = get_mark(connection, "pending") + 1
    connection.execute(_SQL["add"], (number, call, scorer, now, why, arguments))
    set_mark(connection, "pending", number)
    set_mark(connection, "pending_bytes", size)
    return True


def read_pending(connection: Connection, scorers: Iterable[str], most: int, after: int) -> list[Pending]:
    """The oldest that come after a number, at most so many."""
    found = [
        Pending._make(row)
        for scorer in scorers
        for row in connection.execute(_SQL["next"], (scorer, after, most)).fetchall()
    ]
    return sorted(found)[:most]


def done_pending(connection: Connection, call: bytes) -> bool:
    """Forget a call; whether it was there. Inside a transaction."""
    row = connection.execute(_SQL["size"], (call,)).fetchone()
    if row is None:
        return False
    connection.execute(_SQL["done"], (call,))
    set_mark(connection, "pending_bytes", get_mark(connection, "pending_bytes") - row[0])
    return True


def prune_pending(connection: Connection, before: int, rows: int) -> bool:
    """Drop so many of those that came before a time; whether there may be more. Inside a transaction."""
    last, size = connection.execute(_SQL["surplus"], (rows, before)).fetchone()
    if last is None:
        return False
    connection.execute(_SQL["drop_until"], (last, before))
    set_mark(connection, "pending_bytes", get_mark(connection, "pending_bytes") - size)
    return True
