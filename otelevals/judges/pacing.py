"""The paces of budgets, from what all processes have spent of them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from otelevals.judges import pace
from otelevals.store.budgets import Account, Amounts


class Paced(NamedTuple):
    """A budget that is to last."""

    name: str
    accounts: Sequence[Account]
    within: str = ""
    """The budget that also pays for all that this one pays for: a scorer's judge's."""


class Accounts(Protocol):
    """The part of a JudgingStore that is needed here."""

    def spent(self, account: Account, now: int) -> Amounts: ...
    def spent_since(self, account: Account, start: int, now: int) -> Amounts: ...
    def pace(self, account: Account) -> bytes | None: ...
    def put_pace(self, account: Account, state: bytes) -> None: ...


def look(store: Accounts, budgets: Sequence[Paced], now: int) -> dict[str, float]:
    """The shares of what each budget is asked for that are to be asked for, at a time in milliseconds. Inside a
    transaction. To be called again and again, every `PERIOD`, by each process that has such budgets."""
    spent = {account: store.spent(account, now) for account in _accounts(budgets)}
    states = {account: _state(store, account, have, now) for account, have in spent.items()}
    applied = _paces(budgets, states)
    empty = {
        budget.name
        for budget in budgets
        if any(pace.is_blocked(account, spent[account], states[account]) for account in budget.accounts)
    }
    for budget in budgets:
        blocked = budget.name in empty or budget.within in empty
        for account in budget.accounts:
            state = states[account]
            if pace.is_due(state, now):
                since = store.spent_since(account, state.start, now)
                states[account] = pace.advance(
                    state, account, since, spent[account], now, applied[budget.name], blocked=blocked
                )
                store.put_pace(account, states[account].encode())
    return _paces(budgets, states)


def _state(store: Accounts, account: Account, spent: Amounts, now: int) -> pace.State:
    state = pace.decode(store.pace(account))
    if state is None:
        state = pace.begin(account, spent, now)
        store.put_pace(account, state.encode())
    return state


def _accounts(budgets: Iterable[Paced]) -> list[Account]:
    return [account for budget in budgets for account in budget.accounts]


def _paces(budgets: Sequence[Paced], states: dict[Account, pace.State]) -> dict[str, float]:
    own = {budget.name: min((states[account].pace for account in budget.accounts), default=1.0) for budget in budgets}
    return {budget.name: min(own[budget.name], own.get(budget.within, 1.0)) for budget in budgets}
