"""What judges spent, by hour, scorer, judge and model: what reports on costs are made of."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

HOUR = 3_600_000  # milliseconds
_SQL = statements("spending")
_MOST = 2**50
"""Of one sum at once: what endpoints say of their tokens is not to be trusted, and sums have 63 bits."""


class Spender(NamedTuple):
    scorer: str
    judge: str
    model: str
    """The one that was asked for."""


class Spent(NamedTuple):
    attempts: int = 0
    """HTTP requests to a model."""
    failed: int = 0
    """Those of them that brought no answer."""
    unpriced: int = 0
    """Those of them whose price is not known, so that it is not in `nano_usd`."""
    verdicts: int = 0
    """Including those from the cache."""
    cached: int = 0
    """Verdicts from the cache."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    nano_usd: int = 0
    saved_nano_usd: int = 0
    """What verdicts from the cache cost when a model gave them."""

    def plus(self, other: "Spent") -> "Spent":
        return Spent._make([a + b for a, b in zip(self, other, strict=True)])


class Spending(NamedTuple):
    since: int
    """Milliseconds: the beginning of the first hour, which may be earlier than what was asked for."""
    until: int
    """The end of the last one, likewise."""
    began: int
    """The beginning of the first hour in which something was spent; `until` when nothing was."""
    sums: dict[Spender, Spent]


def add_spent(connection: Connection, sums: Mapping[Spender, Spent], now: int) -> None:
    """Inside a transaction, at a time in milliseconds."""
    hour = now // HOUR
    rows = [(hour, *spender, *(min(max(n, 0), _MOST) for n in spent)) for spender, spent in sums.items()]
    connection.executemany(_SQL["add"], rows)


def read_spending(connection: Connection, since: int, until: int) -> Spending:
    """From one time to another, in milliseconds."""
    first, end = since // HOUR, -(-until // HOUR)
    rows: Iterable[tuple[str, str, str, *tuple[int, ...]]] = connection.execute(_SQL["totals"], (first, end))
    sums = {Spender(*row[:3]): Spent._make(row[3:]) for row in rows}
    (began,) = connection.execute(_SQL["began"], (first, end)).fetchone()
    return Spending(first * HOUR, end * HOUR, (end if began is None else began) * HOUR, sums)


def drop_spending(connection: Connection, before: int) -> None:
    """Drop the hours before a time in milliseconds."""
    connection.execute(_SQL["drop_before"], (before // HOUR,))
