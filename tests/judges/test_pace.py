"""A pace is what is left by what would be spent: it falls at once, rises slowly, and is never nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.pace import SLOWEST, State, advance, begin, decode, is_blocked, is_due
from otelevals.store.budgets import NOTHING, Account, Amounts, Limit

START = 1_789_948_800
NOW = START * 1000
ACCOUNT = Account("judge", "hour", Limit(calls=3600))
KNOWN = State(NOW, START, NOTHING, 1.0, (10.0, 0.0, 0.0), 1.0)
"""Ten calls a second are wanted, and one is allowed."""


def later(state: State, seconds: float, calls: int = 0, applied: float = 1.0, *, blocked: bool = False) -> State:
    spent = Amounts(state.spent.calls + calls)
    return advance(state, ACCOUNT, spent, spent, state.time + int(seconds * 1000), applied, blocked=blocked)


def test_a_tenth_of_what_is_wanted_is_judged_when_a_tenth_is_allowed() -> None:
    assert later(KNOWN, 2, calls=20).pace == pytest.approx(0.1, rel=0.01)


def test_what_was_spent_slowly_was_wanted_as_much() -> None:
    state = KNOWN
    for _ in range(100):
        state = later(state, 2, calls=2, applied=0.1)
    assert state.sums[0] == pytest.approx(10)
    assert state.pace == pytest.approx(0.1, rel=0.02)


def test_a_pace_rises_slowly_and_falls_at_once() -> None:
    slow = KNOWN._replace(pace=0.01, sums=(0.1, 0.0, 0.0))
    assert later(slow, 5).pace == pytest.approx(0.02)
    assert later(KNOWN._replace(sums=(3600.0, 0.0, 0.0)), 1, blocked=True).pace == SLOWEST


def test_nothing_is_learned_while_nothing_can_be_spent_or_nobody_looked() -> None:
    assert later(KNOWN, 30, blocked=True).sums == KNOWN.sums
    assert later(KNOWN, 31).sums == KNOWN.sums
    assert later(KNOWN, -60).sums == KNOWN.sums
    assert later(KNOWN, 30).sums[0] < 10


def test_a_clock_that_jumps_back_is_followed() -> None:
    back = later(KNOWN, -7200)
    assert (back.time, back.start) == (NOW - 7_200_000, START - 7200)
    assert is_due(KNOWN, NOW - 1)


def test_somebody_else_may_just_have_looked() -> None:
    assert [is_due(KNOWN, NOW + after) for after in (0, 499, 500)] == [False, False, True]


def test_the_end_of_an_hour_is_not_the_end_of_what_is_known() -> None:
    state = KNOWN._replace(time=NOW + 3_599_000, spent=Amounts(3000))
    new = advance(state, ACCOUNT, Amounts(3020), Amounts(5), NOW + 3_601_000, 1.0, blocked=False)
    assert (new.start, new.spent) == (START + 3600, Amounts(5))
    assert new.sums[0] == pytest.approx(10)
    assert new.pace == pytest.approx(0.1, rel=0.01)


def test_a_first_call_does_not_say_much() -> None:
    account = ACCOUNT._replace(limit=Limit(calls=100))
    state = begin(account, NOTHING, NOW)
    for second in range(1, 61):
        spent = Amounts(1 if second >= 10 else 0)
        state = advance(state, account, spent, spent, NOW + second * 1000, state.pace, blocked=False)
    assert state.pace > 0.05


@pytest.mark.parametrize(
    ("limit", "spent", "blocked"),
    [
        (Limit(calls=10), Amounts(calls=9), False),
        (Limit(calls=10), Amounts(calls=10), True),
        (Limit(tokens=10_000), Amounts(tokens=9400), False),
        (Limit(tokens=10_000), Amounts(tokens=9600), True),
        (Limit(tokens=1000), Amounts(tokens=890), False),
        (Limit(), Amounts(10**9, 10**9, 10**9), False),
    ],
)
def test_calls_are_refused_before_the_last_token(limit: Limit, spent: Amounts, blocked: bool) -> None:
    state = KNOWN._replace(sums=(10.0, 1000.0, 1000.0))
    assert is_blocked(ACCOUNT._replace(limit=limit), spent, state) == blocked


def test_a_state_is_read_as_it_was_written() -> None:
    state = KNOWN._replace(spent=Amounts(1, 2, 3), pace=0.1234, weight=0.5)
    assert decode(state.encode()) == state


@pytest.mark.parametrize("text", [None, b"", b"{}", b"[1]", b"null", b"\xff", b"[1,2,3,4,5,6]"])
def test_what_is_no_state_is_none(text: bytes | None) -> None:
    assert decode(text) is None


@given(
    state=st.builds(
        State,
        time=st.integers(NOW - 10**7, NOW + 10**7),
        start=st.just(START),
        spent=st.builds(Amounts, st.integers(0, 10**6)),
        pace=st.floats(SLOWEST, 1),
        sums=st.tuples(st.floats(0, 1e9), st.floats(0, 1e12), st.floats(0, 1e15)),
        weight=st.floats(0, 1),
    ),
    spent=st.builds(Amounts, *[st.integers(0, 2**62)] * 3),
    limit=st.builds(Limit, *[st.none() | st.integers(1, 2**62)] * 3),
    applied=st.floats(SLOWEST, 1),
)
def test_whatever_was_spent_a_pace_is_a_share(state: State, spent: Amounts, limit: Limit, applied: float) -> None:
    account = ACCOUNT._replace(limit=limit)
    for _ in range(3):
        state = advance(state, account, spent, spent, state.time + 2000, applied, blocked=False)
        assert SLOWEST <= state.pace <= 1
        assert decode(state.encode()) == state
