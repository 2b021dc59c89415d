"""What was spent of budgets, by hours and days of UTC.

Each hour and each day is a row of its own, which stays for long: a clock that jumps back finds what was spent then, and
one that ran ahead has spent what is for the time to come. No hour or day is spent twice.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

Unit = Literal["hour", "day"]
SECONDS: dict[Unit, int] = {"hour": 3600, "day": 86_400}
WINDOWS = 400
"""How many hours and how many days of a budget stay."""
_SQL = statements("budgets")
_MOST = 2**62


class Amounts(NamedTuple):
    calls: int = 0
    tokens: int = 0
    nano_usd: int = 0
    """Billionths of a US dollar."""


NOTHING = Amounts()


class Limit(NamedTuple):
    """The most that may be spent; None is without a limit."""

    calls: int | None = None
    tokens: int | None = None
    nano_usd: int | None = None


class Account(NamedTuple):
    """A budget for every hour, or for every day."""

    name: str
    unit: Unit
    limit: Limit

    def start(self, now: int) -> int:
        """The hour or the day in which a time in milliseconds is: its first second."""
        seconds = now // 1000
        return seconds - seconds % SECONDS[self.unit]


class Debit(NamedTuple):
    """What an attempt is expected to take, and from what."""

    accounts: Sequence[Account]
    """Each of them pays all of it, in the hour or day in which `now` is."""
    amounts: Amounts
    now: int
    """Milliseconds."""


class Refusal(NamedTuple):
    """The first account that has too little left."""

    account: Account
    measure: Literal["calls", "tokens", "nano_usd"]
    never: bool
    """Whether this is more than the account ever has."""


def debit(connection: Connection, asked: Debit) -> Refusal | None:
    """Take it from every account, or from none and say which is the first that refuses. Inside a transaction."""
    rows = []
    for account in asked.accounts:
        spent = _find(connection, account, account.start(asked.now))
        refusal = _refusal(account, spent, asked.amounts)
        if refusal is not None:
            return refusal
        rows.append(_row(account, asked.now, spent, asked.amounts, NOTHING))
    connection.executemany(_SQL["put"], rows)
    return None


def correct(connection: Connection, debited: Debit, used: Amounts) -> None:
    """What was debited becomes what was used, in the hour and the day of the debit. More than was debited may leave an
    account with less than nothing. Inside a transaction."""
    rows = [
        _row(account, debited.now, _find(connection, account, account.start(debited.now)), used, debited.amounts)
        for account in debited.accounts
    ]
    connection.executemany(_SQL["put"], rows)


def spent_in(connection: Connection, account: Account, now: int) -> Amounts:
    """In the hour or day in which a time in milliseconds is."""
    return _find(connection, account, account.start(now))


def spent_since(connection: Connection, account: Account, start: int, now: int) -> Amounts:
    """From the hour or day that starts at a second, to that of a time in milliseconds, both included."""
    values = (account.name, account.unit, start, account.start(now))
    return Amounts._make(connection.execute(_SQL["since"], values).fetchone())


def drop_surplus(connection: Connection, account: Account) -> None:
    """Leave only the latest hours or days."""
    key = account.name, account.unit
    connection.execute(_SQL["drop_surplus"], (*key, *key, WINDOWS))


def read_pace(connection: Connection, account: Account) -> bytes | None:
    row = connection.execute(_SQL["pace"], (account.name, account.unit)).fetchone()
    return None if row is None else bytes(row[0])


def put_pace(connection: Connection, account: Account, state: bytes) -> None:
    connection.execute(_SQL["put_pace"], (account.name, account.unit, state))


def _find(connection: Connection, account: Account, start: int) -> Amounts:
    row = connection.execute(_SQL["find"], (account.name, account.unit, start)).fetchone()
    return NOTHING if row is None else Amounts._make(row)


def _refusal(account: Account, spent: Amounts, asked: Amounts) -> Refusal | None:
    limit = account.limit
    if limit.calls is not None and spent.calls + asked.calls > limit.calls:
        return Refusal(account, "calls", asked.calls > limit.calls)
    if limit.tokens is not None and spent.tokens + asked.tokens > limit.tokens:
        return Refusal(account, "tokens", asked.tokens > limit.tokens)
    if limit.nano_usd is not None and spent.nano_usd + asked.nano_usd > limit.nano_usd:
        return Refusal(account, "nano_usd", asked.nano_usd > limit.nano_usd)
    return None


def _row(
    account: Account, now: int, spent: Amounts, more: Amounts, less: Amounts
) -> tuple[str, str, int, int, int, int]:
    calls, tokens, nano_usd = (min(max(a + b - c, 0), _MOST) for a, b, c in zip(spent, more, less, strict=True))
    return account.name, account.unit, account.start(now), calls, tokens, nano_usd
