"""The part of a store that judges write: budgets, calls, answers, spending, what was said, what is to be done later.

It has a connection of its own to the database, for a process that only asks judges; others write at the same time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from otelevals.store import budgets, judge_calls, judge_log, pending, spending, sqlite
from otelevals.store.budgets import Account, Amounts, Debit, Refusal
from otelevals.store.judge_calls import CallKey
from otelevals.store.judge_log import Said
from otelevals.store.migrate import migrate
from otelevals.store.pending import Pending
from otelevals.store.spending import Spender, Spending, Spent

DEFAULT_PATIENCE = 5.0
_SECOND, _DAY = 1000, 86_400


class Bounds(NamedTuple):
    """How much is kept. Ages in seconds."""

    calls: int = 100_000
    calls_age: float = 7 * _DAY
    """How long a call that comes again is recognised."""
    answers: int = 100_000
    """The size of the cache."""
    answers_age: float = 30 * _DAY
    log: int = 1000
    pending: int = 10_000
    pending_bytes: int = 64 * 1024 * 1024
    pending_age: float = 7 * _DAY
    spending_age: float = 400 * _DAY


class JudgingStore:
    """For one thread. Everything but `transaction` and `close` is done inside of a transaction: what cannot be done now
    raises Unavailable there, and then nothing of that transaction is done. Times are in milliseconds."""

    def __init__(
        self, path: Path, *, create: bool = True, patience: float = DEFAULT_PATIENCE, bounds: Bounds | None = None
    ) -> None:
        """Opens the database and brings its tables up to date; CannotOpen or Unavailable when that does not work."""
        self.path = path
        self._bounds = bounds or Bounds()
        self._connection = sqlite.connect(path, create=create, patience=patience)
        try:
            migrate(self._connection, path)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with sqlite.transaction(self._connection, self.path):
            yield

    # Budgets

    def debit(self, asked: Debit) -> Refusal | None:
        """Take what an attempt may need from all its accounts, or from none and say which is the first that refuses."""
        return budgets.debit(self._connection, asked)

    def correct(self, debited: Debit, used: Amounts) -> None:
        """What was debited becomes what was used; `NOTHING` takes it back."""
        budgets.correct(self._connection, debited, used)

    def spent(self, account: Account, now: int) -> Amounts:
        """In this hour or day, by all processes."""
        return budgets.spent_in(self._connection, account, now)

    def spent_since(self, account: Account, start: int, now: int) -> Amounts:
        """In the hours or days from one that starts at a second to this one."""
        return budgets.spent_since(self._connection, account, start, now)

    def pace(self, account: Account) -> bytes | None:
        """What all processes know together of how fast an account is being spent, as somebody put it there."""
        return budgets.read_pace(self._connection, account)

    def put_pace(self, account: Account, state: bytes) -> None:
        budgets.put_pace(self._connection, account, state)

    # Calls and answers

    def begin(self, key: CallKey, now: int) -> bytes | None:
        """The result of a call that was finished; otherwise it is noted that it begins."""
        return judge_calls.begin(self._connection, key.digest(), now)

    def finish(self, key: CallKey, result: bytes, now: int, content: bytes | None = None) -> bool:
        """Keep a result, also as the answer to its content where that is given; False when the call has one, which
        stays. A pending call stays so until it is `done`: what comes of it may have to be kept elsewhere first."""
        first = judge_calls.finish(self._connection, key.digest(), result, now)
        if first and content is not None:
            judge_calls.put_answer(self._connection, content, result, now)
        return first

    def cached(self, content: bytes, now: int) -> bytes | None:
        """The answer to content with this hash."""
        return judge_calls.find_answer(self._connection, content, now - int(self._bounds.answers_age * _SECOND))

    # Spending, and what was said

    def add_spent(self, sums: Mapping[Spender, Spent], now: int) -> None:
        spending.add_spent(self._connection, sums, now)

    def spending(self, since: int, until: int) -> Spending:
        return spending.read_spending(self._connection, since, until)

    def add_said(self, said: Sequence[Said]) -> None:
        judge_log.add_said(self._connection, said, self._bounds.log)

    def said(self, most: int, trace_id: bytes | None = None) -> list[Said]:
        """The latest first, or all of a trace in its order."""
        return judge_log.read_said(self._connection, most, trace_id)

    # What is to be done later

    def add_pending(self, key: CallKey, arguments: bytes, why: str, now: int) -> bool:
        """Keep a call for later; False when there is no room."""
        room = self._bounds.pending, self._bounds.pending_bytes
        return pending.add_pending(self._connection, key.digest(), key.scorer, arguments, why, now, room)

    def pending(self, scorers: Iterable[str], most: int, after: int = 0) -> list[Pending]:
        """The oldest of these scorers that come after a number, at most so many."""
        return pending.read_pending(self._connection, scorers, most, after)

    def done(self, call: bytes) -> bool:
        """A pending call is not to be made any more; whether it was there."""
        return pending.done_pending(self._connection, call)

    # Keeping it small

    def prune(self, now: int, accounts: Iterable[Account] = (), rows: int = 500) -> bool:
        """Drop some of what is older or more than the bounds say; whether there may be more."""
        bounds, connection = self._bounds, self._connection

        def before(age: float) -> int:
            return now - int(age * _SECOND)

        more = judge_calls.prune_calls(connection, before(bounds.calls_age), bounds.calls, rows)
        more |= judge_calls.prune_answers(connection, before(bounds.answers_age), bounds.answers, rows)
        more |= pending.prune_pending(connection, before(bounds.pending_age), rows)
        spending.drop_spending(connection, before(bounds.spending_age))
        for account in accounts:
            budgets.drop_surplus(connection, account)
        return more
