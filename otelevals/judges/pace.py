"""Makes budgets last: the share of what would be judged that may be, so that what is left is enough for what is left of
the hour and of the day.

What would be spent if everything were judged, the demand, is what is spent, divided by the pace at which it was: that
does not change with the pace, so that nothing swings. It is an average over minutes, and over longer where a budget is
for few calls. All processes that share a budget share what is known of it, and go at the same pace.
"""

import math
from typing import NamedTuple

import orjson

from otelevals.store.budgets import SECONDS, Account, Amounts

SLOWEST = 0.001
"""No pace is less: what is never judged cannot be estimated."""
PERIOD = 1.0
"""Seconds between looks."""
_SOONEST = 0.5
_LATEST = 30.0
"""After so long nobody has looked, and nothing is learned from what was spent meanwhile."""
_FIRST = 1.0
_DOUBLES_IN = 5.0
"""Seconds. A pace falls at once, and rises only so fast."""
_SHORTEST = 120.0
"""Seconds that the average is over."""
_CALLS = 20
"""An average is over as long as a budget takes to pay for so many calls, so that one of them does not say much."""
_LARGEST_PART = 4
"""It is at most over a fourth of the hour or the day."""
_TRACE = 1e-6
"""A demand that is none."""
_EXPECTED, _LAST = 5.0, 0.1
"""How many times as much may be expected of a call, and the share of a limit that this is at most taken for."""
_DOUBT = 0.15
"""How much of the average the demand counts as none in the beginning, so that the first calls do not say too much."""


class State(NamedTuple):
    """What is known of an account."""

    time: int
    """Milliseconds: when somebody looked."""
    start: int
    """The first second of the hour or the day that it was then."""
    spent: Amounts
    """In that hour or day."""
    pace: float
    sums: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Of the demand in a second, weighted by age: in calls, tokens, and billionths of a US dollar."""
    weight: float = 0.0
    """The sum of these weights: 1 in the end."""

    def encode(self) -> bytes:
        return orjson.dumps([self.time, self.start, [*self.spent], self.pace, self.sums, self.weight])


def decode(text: bytes | None) -> State | None:
    """None also for what another version has written."""
    try:
        time, start, spent, pace, (calls, tokens, nano_usd), weight = orjson.loads(text or b"")
    except (ValueError, TypeError):
        return None
    return State(time, start, Amounts._make(spent), pace, (calls, tokens, nano_usd), weight)


def begin(account: Account, spent: Amounts, now: int) -> State:
    """Nothing is known yet but what was spent in this hour or day."""
    return State(now, account.start(now), spent, _FIRST)


def is_due(state: State, now: int) -> bool:
    """Whether it is time to look again; somebody else may just have looked."""
    return not 0 <= now - state.time < _SOONEST * 1000


def advance(
    state: State, account: Account, since: Amounts, spent: Amounts, now: int, applied: float, *, blocked: bool
) -> State:
    """What is known after a look at what was spent: `since` the beginning of the hour or day in which somebody looked
    last, and in the present one. `applied` is the pace at which it was spent, which is less than this account's own
    when another one allowed less. `blocked` when some account had nothing left, so that less was spent than wanted."""
    seconds = (now - state.time) / 1000
    if 0 < seconds <= _LATEST and not blocked:
        state = _learn(state, account, since, seconds, max(applied, SLOWEST))
    fastest = state.pace * 2 ** (min(max(seconds, 0.0), _LATEST) / _DOUBLES_IN)
    pace = max(min(_allowed(state, account, spent, now), fastest, 1.0), SLOWEST)
    return state._replace(time=now, start=account.start(now), spent=spent, pace=pace)


def is_blocked(account: Account, spent: Amounts, state: State) -> bool:
    """Whether so little is left that calls may be refused: what is expected of one is more than it takes."""
    calls, *others = zip(account.limit, spent, _sizes(state), strict=True)
    return _has_less(*calls, 1.0) or any(_has_less(*other, _EXPECTED) for other in others)


def _learn(state: State, account: Account, since: Amounts, seconds: float, applied: float) -> State:
    share = -math.expm1(-seconds / _average_over(state, account))
    rates = [(have - had) / seconds / applied for have, had in zip(since, state.spent, strict=True)]
    calls, tokens, nano_usd = (max(a + share * (b - a), 0.0) for a, b in zip(state.sums, rates, strict=True))
    return state._replace(sums=(calls, tokens, nano_usd), weight=state.weight + share * (1 - state.weight))


def _average_over(state: State, account: Account) -> float:
    window = SECONDS[account.unit]
    affordable = min(
        (limit / size for limit, size in zip(account.limit, _sizes(state), strict=True) if limit is not None and size),
        default=math.inf,
    )
    return min(max(_SHORTEST, window * _CALLS / affordable), window / _LARGEST_PART)


def _sizes(state: State) -> tuple[float, float, float]:
    """What a call takes, as far as it is known."""
    calls, tokens, nano_usd = state.sums
    return (1.0, tokens / calls, nano_usd / calls) if calls > _TRACE else (1.0, 0.0, 0.0)


def _has_less(limit: int | None, spent: int, size: float, times: float) -> bool:
    return limit is not None and limit - spent < max(min(times * size, limit * _LAST), size, 1)


def _allowed(state: State, account: Account, spent: Amounts, now: int) -> float:
    """What is left, by what would be spent until the end."""
    left = max(account.start(now) + SECONDS[account.unit] - now / 1000, 1.0)
    known = _DOUBT + (1 - _DOUBT) * state.weight
    return min(
        (
            max(limit - have, 0) / left / (demand / known)
            for limit, have, demand in zip(account.limit, spent, state.sums, strict=True)
            if limit is not None and demand > _TRACE
        ),
        default=1.0,
    )
