"""Traffic that is judged within budgets, in virtual time: what is spent, and when."""

import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from otelevals.judges.pacing import Paced, look
from otelevals.store.budgets import NOTHING, SECONDS, Account, Amounts

START = 1_789_948_800
"""A midnight of UTC, in seconds."""
EXPECTED, USED = Amounts(1, 1000, 2000), Amounts(1, 600, 900)
"""By a call."""
_IN_FLIGHT = 6.0
"""Seconds until it is known what a call took."""


class Ledger:
    """What a store keeps of accounts."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Account, int], Amounts] = {}
        self.states: dict[Account, bytes] = {}

    def spent(self, account: Account, now: int) -> Amounts:
        return self.rows.get((account, account.start(now)), NOTHING)

    def spent_since(self, account: Account, start: int, now: int) -> Amounts:
        found = [row for (of, at), row in self.rows.items() if of == account and start <= at <= account.start(now)]
        return Amounts._make(map(sum, zip(NOTHING, *found, strict=True)))

    def pace(self, account: Account) -> bytes | None:
        return self.states.get(account)

    def put_pace(self, account: Account, state: bytes) -> None:
        self.states[account] = state

    def add(self, accounts: Sequence[Account], amounts: Amounts, sign: int, now: int) -> None:
        for account in accounts:
            sums = zip(self.spent(account, now), amounts, strict=True)
            self.rows[account, account.start(now)] = Amounts._make(a + sign * b for a, b in sums)

    def affords(self, accounts: Sequence[Account], amounts: Amounts, now: int) -> bool:
        return all(
            limit is None or have + more <= limit
            for account in accounts
            for have, more, limit in zip(self.spent(account, now), amounts, account.limit, strict=True)
        )


class Scorer(NamedTuple):
    budgets: Sequence[Paced]
    """The first of them is its own."""
    demand: Callable[[float], float]
    """Calls a second that there would be if everything were judged, at a second after the start."""


class Trial(NamedTuple):
    ledger: Ledger
    refused: dict[int, int]
    """Calls for which nothing was left, by minute."""
    paces: list[float]
    """Of the first process and scorer, at every look."""

    def used(self, account: Account, number: int) -> Amounts:
        """In the hour or the day with that number."""
        return self.ledger.spent(account, (START + number * SECONDS[account.unit]) * 1000)

    def first_refusal(self, account: Account, number: int) -> float:
        """How much of an hour or a day had gone; 1 when nothing was refused."""
        width = SECONDS[account.unit] // 60
        found = [minute - number * width for minute in self.refused if minute // width == number]
        return min(found) / width if found else 1.0


def judged(
    scorers: Sequence[Scorer],
    seconds: int,
    *,
    processes: int = 1,
    step: float = 2.0,
) -> Trial:
    """Each of the processes has its share of the traffic, looks every `step` seconds, and draws for itself."""
    chance, ledger = random.Random(1), Ledger()
    trial = Trial(ledger, {}, [])
    flying: deque[tuple[float, Sequence[Account], int]] = deque()
    paces: list[dict[str, float]] = [{} for _ in range(processes)]
    budgets = list(dict.fromkeys(budget for scorer in scorers for budget in scorer.budgets))
    at = 0.0
    while at < seconds:
        now = int((START + at) * 1000)
        while flying and flying[0][0] <= at:
            _, accounts, debited = flying.popleft()
            ledger.add(accounts, EXPECTED, -1, debited)
            ledger.add(accounts, USED, 1, debited)
        for number in range(processes):
            paces[number] = look(ledger, budgets, now + number)
        trial.paces.append(paces[0][scorers[0].budgets[0].name])
        for scorer in scorers:
            accounts = [account for budget in scorer.budgets for account in budget.accounts]
            for number in range(processes):
                pace = paces[number][scorer.budgets[0].name]
                for _ in range(_poisson(chance, scorer.demand(at) * step * pace / processes)):
                    if ledger.affords(accounts, EXPECTED, now):
                        ledger.add(accounts, EXPECTED, 1, now)
                        flying.append((at + _IN_FLIGHT, accounts, now))
                    else:
                        minute = int(at // 60)
                        trial.refused[minute] = trial.refused.get(minute, 0) + 1
        at += step
    return trial


def _poisson(chance: random.Random, mean: float) -> int:
    found, left = 0, mean - chance.expovariate(1.0)
    while left > 0:
        found, left = found + 1, left - chance.expovariate(1.0)
    return found
