"""The books of an evaluator process: what its calls want of the store, from coroutines."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from otelevals.api.clock import Clock
from otelevals.judges.transactions import Transactions
from otelevals.store.budgets import NOTHING, Account, Amounts, Debit, Refusal
from otelevals.store.errors import Unavailable
from otelevals.store.judge_calls import CallKey
from otelevals.store.judge_log import Said
from otelevals.store.judging import JudgingStore
from otelevals.store.pending import Pending
from otelevals.store.spending import Spender, Spent

T = TypeVar("T")


class Books:
    """For the coroutines of one event loop. Unavailable when the store cannot be asked, where nothing else is said."""

    def __init__(
        self, store: JudgingStore, clock: Clock, accounts: Sequence[Account], warn: Callable[[str], None]
    ) -> None:
        """`accounts` are all that debits name. The store belongs to the books from now on. `warn` is told in a
        sentence, in another thread, when the store cannot be written."""
        self._clock = clock
        self._transactions = Transactions(store, clock, accounts, warn)

    def start(self) -> None:
        """Inside the event loop whose coroutines will ask."""
        self._transactions.start()

    async def close(self) -> None:
        """Do what waits, and close the store."""
        await self._transactions.close()

    async def debit(self, accounts: Sequence[Account], amounts: Amounts) -> Debit | Refusal:
        """Pay for an attempt before it is made, from all accounts or from none. Without an answer there is no attempt;
        a debit for somebody who has given up meanwhile is taken back."""
        asked = Debit(accounts, amounts, self._now())
        if not accounts:
            return asked
        future = self._transactions.submit(lambda store: store.debit(asked))
        try:
            refusal = await asyncio.shield(future)
        except asyncio.CancelledError:
            future.add_done_callback(lambda done: self._take_back(asked, done))
            raise
        return asked if refusal is None else refusal

    def correct(self, debited: Debit, used: Amounts) -> None:
        """What was debited becomes what was used; `NOTHING` takes it back. It is only noted."""
        if debited.accounts and used != debited.amounts:
            self._transactions.note(lambda notes: notes.corrections.append((debited, used)))

    async def begin(self, key: CallKey) -> bytes | None:
        """The result of a call that was finished; otherwise it is noted that it begins."""
        now = self._now()
        return await self._transactions.submit(lambda store: store.begin(key, now))

    async def finish(self, key: CallKey, result: bytes, content: bytes | None = None) -> bool:
        """Keep a result, also as the answer to its content where that is given. False when it is not kept: the call has
        one, or the store cannot be written."""
        now = self._now()
        try:
            return await self._transactions.submit(lambda store: store.finish(key, result, now, content))
        except Unavailable:
            return False

    async def cached(self, content: bytes) -> bytes | None:
        """The answer to content with this hash; None when it is not known or the store cannot be asked."""
        now = self._now()
        try:
            return await self._transactions.submit(lambda store: store.cached(content, now))
        except Unavailable:
            return None

    def spent(self, spender: Spender, spent: Spent) -> None:
        """Add to what a report says of costs. It is only noted."""
        now = self._now()
        self._transactions.note(lambda notes: notes.add_spent(spender, spent, now))

    def said(self, said: Said) -> None:
        """Keep what was said, as long as there is room. It is only noted."""
        self._transactions.note(lambda notes: notes.said.append(said))

    async def postpone(self, key: CallKey, arguments: bytes, why: str) -> bool:
        """Keep a call for later; False when there is no room for it, or the store cannot be written."""
        now = self._now()
        try:
            return await self._transactions.submit(lambda store: store.add_pending(key, arguments, why, now))
        except Unavailable:
            return False

    async def pending(self, scorers: Sequence[str], most: int, after: int = 0) -> list[Pending]:
        """The oldest calls of these scorers that come after a number, at most so many."""
        return await self._transactions.submit(lambda store: store.pending(scorers, most, after))

    async def done(self, call: bytes) -> bool:
        """A pending call is not to be made any more; whether it was there."""
        return await self._transactions.submit(lambda store: store.done(call))

    async def do(self, operation: Callable[[JudgingStore], T]) -> T:
        """Anything else, in a transaction with others."""
        return await self._transactions.submit(operation)

    def _now(self) -> int:
        return self._clock.unix_nano() // 1_000_000

    def _take_back(self, debited: Debit, done: "asyncio.Future[Refusal | None]") -> None:
        if not done.cancelled() and done.exception() is None and done.result() is None:
            self.correct(debited, NOTHING)
