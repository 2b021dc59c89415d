"""Looks every few seconds at how far budgets go."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from otelevals.api.clock import Clock
from otelevals.judges.books import Books
from otelevals.judges.pace import PERIOD
from otelevals.judges.pacing import Paced, look
from otelevals.store.errors import Unavailable


class Pacer:
    def __init__(self, books: Books, clock: Clock, budgets: Sequence[Paced], of: Mapping[str, str]) -> None:
        """`of` names the budget of each scorer."""
        self._books = books
        self._clock = clock
        self._budgets = budgets
        self._of = of
        self._task: asyncio.Task[None] | None = None
        self.paces: Mapping[str, float] = {}
        """By scorer, the share of its sample that its budget affords."""

    def start(self) -> None:
        """Inside the event loop of the books."""
        if any(budget.accounts for budget in self._budgets):
            self._task = asyncio.create_task(self._work())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        while True:
            try:
                now = self._clock.unix_nano() // 1_000_000
                found = await self._books.do(partial(look, budgets=self._budgets, now=now))
                self.paces = {scorer: found[budget] for scorer, budget in self._of.items()}
            except Unavailable:  # the books warn; the paces stay
                pass
            await asyncio.sleep(PERIOD)
