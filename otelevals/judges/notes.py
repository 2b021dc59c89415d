"""What is to be written to the store and nobody waits for."""

from collections import deque

from otelevals.store.budgets import Amounts, Debit
from otelevals.store.judge_log import Said
from otelevals.store.judging import JudgingStore
from otelevals.store.spending import HOUR, Spender, Spent

_MOST_SAID = 1000


class Notes:
    def __init__(self) -> None:
        self.corrections: list[tuple[Debit, Amounts]] = []
        """As many as there were debits: while these are not possible it does not grow."""
        self.said: deque[Said] = deque(maxlen=_MOST_SAID)
        self._spent: dict[int, dict[Spender, Spent]] = {}
        """By the first millisecond of an hour."""

    def __bool__(self) -> bool:
        return bool(self.corrections or self.said or self._spent)

    def add_spent(self, spender: Spender, spent: Spent, now: int) -> None:
        sums = self._spent.setdefault(now - now % HOUR, {})
        sums[spender] = sums.get(spender, Spent()).plus(spent)

    def write(self, store: JudgingStore) -> None:
        """Inside a transaction."""
        for debited, used in self.corrections:
            store.correct(debited, used)
        for hour, sums in self._spent.items():
            store.add_spent(sums, hour)
        store.add_said(list(self.said))

    def extend(self, later: "Notes") -> None:
        """Add what was noted later."""
        self.corrections += later.corrections
        self.said += later.said
        for hour, sums in later._spent.items():
            for spender, spent in sums.items():
                self.add_spent(spender, spent, hour)
