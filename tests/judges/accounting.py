"""Books for tests: on a database in a folder, with a clock that stands still."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from otelevals.api.clock import Clock, ManualClock
from otelevals.judges.books import Books
from otelevals.store.budgets import Account, Limit
from otelevals.store.judging import Bounds, JudgingStore

TEN_A_DAY = Account("judge/default", "day", Limit(calls=10))
THREE_AN_HOUR = Account("scorer/faithful", "hour", Limit(calls=3))


@asynccontextmanager
async def keeping(
    path: Path,
    *,
    accounts: Sequence[Account] = (TEN_A_DAY, THREE_AN_HOUR),
    clock: Clock | None = None,
    bounds: Bounds | None = None,
    patience: float = 60.0,
    warnings: list[str] | None = None,
) -> AsyncIterator[Books]:
    """Books that are closed in the end."""
    store = JudgingStore(path, patience=patience, bounds=bounds)
    told: list[str] = [] if warnings is None else warnings
    books = Books(store, clock or ManualClock(1_790_000_040.0), accounts, told.append)
    books.start()
    try:
        yield books
    finally:
        await books.close()
