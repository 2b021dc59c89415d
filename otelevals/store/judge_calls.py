"""What was asked of judges and what came of it, so that nothing is paid twice: by call, and by content (the cache).

A call is noted before it is made. When one without a result comes again, a crash was in between, and it is made again.
"""

from hashlib import blake2b
from typing import NamedTuple

from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_SQL = statements("judge_calls")
_END = 2**62
"""A time after all others."""


class CallKey(NamedTuple):
    """What is evaluated once."""

    run: str
    trace_id: bytes
    span_id: bytes
    scorer: str
    version: str
    requested_model: str
    revision: int = 0

    def digest(self) -> bytes:
        parts = [part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass") for part in self]
        return blake2b(b"".join([len(part).to_bytes(8, "big") + part for part in parts]), digest_size=16).digest()


def begin(connection: Connection, call: bytes, now: int) -> bytes | None:
    """The result of a call that was finished; otherwise it has begun now. Inside a transaction."""
    row = connection.execute(_SQL["find"], (call,)).fetchone()
    if row is not None:
        return None if row[0] is None else bytes(row[0])
    connection.execute(_SQL["begin"], (_next(connection, "judge_calls"), call, now))
    return None


def finish(connection: Connection, call: bytes, result: bytes, now: int) -> bool:
    """Keep the result of a call; False when it has one, which stays. Inside a transaction."""
    if begin(connection, call, now) is not None:
        return False
    connection.execute(_SQL["finish"], (result, call))
    return True


def find_answer(connection: Connection, hash_: bytes, since: int) -> bytes | None:
    """The result with that content, unless it is older than a time."""
    row = connection.execute(_SQL["find_answer"], (hash_, since)).fetchone()
    return None if row is None else bytes(row[0])


def put_answer(connection: Connection, hash_: bytes, result: bytes, now: int) -> None:
    """Inside a transaction."""
    connection.execute(_SQL["drop_answer"], (hash_,))
    connection.execute(_SQL["add_answer"], (_next(connection, "answers"), hash_, now, result))


def prune_calls(connection: Connection, before: int, most: int, rows: int) -> bool:
    """Drop some of the oldest calls, which began before a time or are more than so many; whether there may be more."""
    return _prune(connection, "calls", before, get_mark(connection, "judge_calls") - most, rows)


def prune_answers(connection: Connection, before: int, most: int, rows: int) -> bool:
    return _prune(connection, "answers", before, get_mark(connection, "answers") - most, rows)


def drop_results(connection: Connection, before: int | None, rows: int) -> bool:
    """Drop so many calls and answers, the oldest, and only those from before a time if one is given; whether there were
    some."""
    last = _END if before is None else before
    dropped = _prune(connection, "calls", last, 0, rows)
    return _prune(connection, "answers", last, 0, rows) or dropped


def _prune(connection: Connection, table: str, before: int, until: int, rows: int) -> bool:
    (last,) = connection.execute(_SQL[f"surplus_{table}"], (rows, before, until)).fetchone()
    if last is not None:
        connection.execute(_SQL[f"drop_{table}"], (last,))
    return last is not None


def _next(connection: Connection, mark: str) -> int:
    number = get_mark(connection, mark) + 1
    set_mark(connection, mark, number)
    return number
