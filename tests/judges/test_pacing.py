"""Budgets are never overspent, are used up where there is enough to do, and last to the end of their hour or day."""

import math
from collections.abc import Callable

import pytest

from otelevals.judges import pace
from otelevals.judges.pacing import Paced, look
from otelevals.store.budgets import Account, Amounts, Limit
from tests.judges.traffic import START, Ledger, Scorer, judged

HOURLY = Account("judge", "hour", Limit(calls=1000))
DAILY = Account("judge", "day", Limit(nano_usd=900 * 5000))


def steady(demand: float) -> Callable[[float], float]:
    return lambda _: demand


CALLS, TOKENS, DOLLARS = Limit(calls=1000), Limit(tokens=600 * 1000), Limit(nano_usd=900 * 1000)


@pytest.mark.parametrize(
    ("limit", "demand", "processes"),
    [(CALLS, 0.3, 1), (CALLS, 30.0, 5), (TOKENS, 3.0, 1), (TOKENS, 30.0, 1), (DOLLARS, 0.3, 5), (DOLLARS, 3.0, 5)],
    ids=str,
)
def test_an_hour_lasts_and_is_used_up(limit: Limit, demand: float, processes: int) -> None:
    account = Account("judge", "hour", limit)
    trial = judged([Scorer((Paced("judge", (account,)),), steady(demand))], 3 * 3600, processes=processes)
    for hour in range(3):
        assert 900 <= trial.used(account, hour).calls <= 1000
        assert trial.first_refusal(account, hour) >= 0.9


@pytest.mark.parametrize("processes", [1, 5])
def test_a_day_of_traffic_that_comes_and_goes(processes: int) -> None:
    def demand(at: float) -> float:
        return 1 + math.cos(2 * math.pi * at / 86_400)

    trial = judged([Scorer((Paced("judge", (DAILY,)),), demand)], 2 * 86_400, processes=processes, step=20.0)
    for day in range(2):
        assert 0.9 <= trial.used(DAILY, day).nano_usd / (900 * 5000) <= 1
        assert trial.first_refusal(DAILY, day) >= 0.9


def test_bursts_use_what_quiet_times_have_left() -> None:
    def demand(at: float) -> float:
        return 50.0 if at % 900 < 60 else 0.02

    trial = judged([Scorer((Paced("judge", (HOURLY,)),), demand)], 3 * 3600)
    for hour in range(3):
        assert 800 <= trial.used(HOURLY, hour).calls <= 1000  # nothing comes after the last one
        assert trial.first_refusal(HOURLY, hour) >= 0.75  # the last one begins there


def test_where_there_is_little_to_do_everything_is_judged() -> None:
    trial = judged([Scorer((Paced("judge", (HOURLY,)),), steady(0.1))], 2 * 3600)
    assert trial.refused == {}
    assert set(trial.paces[60:]) == {1.0}


@pytest.mark.parametrize("processes", [1, 5])
def test_a_few_calls_are_spread_over_the_day(processes: int) -> None:
    account, hours = Account("judge", "day", Limit(calls=100)), Account("hours", "hour", Limit())
    scorer = Scorer((Paced("judge", (account, hours)),), steady(0.5))
    trial = judged([scorer], 2 * 86_400, processes=processes, step=20.0)
    for day in range(2):
        assert trial.used(account, day).calls >= 90
        assert trial.first_refusal(account, day) >= 0.9
    quarters = [sum(trial.used(hours, hour).calls for hour in range(first, first + 6)) for first in (24, 30, 36, 42)]
    assert 10 <= min(quarters) <= max(quarters) <= 40


def test_an_hour_and_a_day_hold_together() -> None:
    hourly = HOURLY._replace(limit=Limit(calls=300))
    scorer = Scorer((Paced("judge", (hourly, DAILY)),), lambda at: 0.5 if at < 43_200 else 0.02)
    trial = judged([scorer], 86_400, step=20.0)
    morning = [trial.used(hourly, hour).calls for hour in range(12)]
    assert max(morning) <= 300
    assert min(morning[1:]) >= 180
    assert trial.used(DAILY, 0).nano_usd <= 900 * 5000


def test_scorers_share_what_their_judge_may_spend() -> None:
    judge = Paced("judge", (HOURLY,))
    own = Account("scorer/a", "hour", Limit(calls=100))
    a, b = Paced("scorer/a", (own,), "judge"), Paced("scorer/b", (), "judge")
    trial = judged([Scorer((a, judge), steady(2.0)), Scorer((b, judge), steady(2.0))], 3 * 3600)
    for hour in range(3):
        assert 90 <= trial.used(own, hour).calls <= 100
        assert 900 <= trial.used(HOURLY, hour).calls <= 1000
        assert trial.first_refusal(HOURLY, hour) >= 0.9


def test_a_scorer_is_as_slow_as_its_judge() -> None:
    ledger = Ledger()
    judge = Paced("judge", (HOURLY,))
    ledger.put_pace(HOURLY, pace.State(START * 1000, START, Amounts(), 0.25).encode())
    budgets = [Paced("scorer/a", (), "judge"), judge, Paced("scorer/b", ())]
    assert look(ledger, budgets, START * 1000) == {"scorer/a": 0.25, "judge": 0.25, "scorer/b": 1.0}


def test_what_is_known_is_there_after_a_restart() -> None:
    scorer = Scorer((Paced("judge", (HOURLY,)),), steady(30.0))
    trial = judged([scorer], 1800)
    found = look(trial.ledger, scorer.budgets, (START + 1800 + 120) * 1000)
    assert 0.005 <= found["judge"] <= 0.02


def test_what_cannot_be_read_is_begun_anew() -> None:
    ledger = Ledger()
    ledger.put_pace(HOURLY, b"[1, 2]")
    assert look(ledger, [Paced("judge", (HOURLY,))], START * 1000) == {"judge": 1.0}
