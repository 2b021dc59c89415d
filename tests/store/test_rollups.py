"""Sums of minutes become sums of hours after a day, and say the same; whatever comes later finds them."""

from pathlib import Path

from otelevals.store.rollups import minute_of
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied, totals

LIMITS = Limits(settle_after=10 * 86_400)
START = NOW - NOW % HOUR


def fill(store: Store, hours: int) -> None:
    """An evaluation every seven minutes."""
    for number, minute in enumerate(range(0, hours * 60, 7)):
        now = START + minute * MINUTE
        make = failing if number % 3 == 0 else evaluation
        store.add([make(number + 1, time=now * 10**6, cost=0.25)], now)
        store.add_decisions({("tone", "shed", ""): 1}, now)


def minutes(store: Store, table: str = "rollups") -> list[int]:
    first = START // MINUTE
    query = f"SELECT DISTINCT minute FROM {table} ORDER BY minute"
    return [minute - first for (minute,) in store._connection.execute(query)]


def test_hours_say_what_their_minutes_said(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 48)
        before = store.totals(START, START + 2 * DAY)
        tidied(store, LIMITS, START + 2 * DAY)
        after = store.totals(START, START + 2 * DAY)
        assert sorted(after.sums, key=str) == sorted(before.sums, key=str)
        assert after.decisions == before.decisions
        expected = [*range(0, 24 * 60, 60), *(minute for minute in range(0, 48 * 60, 7) if minute >= 24 * 60)]
        assert minutes(store) == minutes(store, "decisions") == expected
        for hour in (0, 5, 23, 24, 40):
            since = START + hour * HOUR
            whole = [minute for minute in range(0, 48 * 60, 7) if hour * 60 <= minute < hour * 60 + 60]
            assert sum(total.n for total in store.totals(since, since + HOUR).sums) == len(whole)


def test_an_hour_is_joined_when_it_ended_a_day_ago(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 1)
        tidied(store, LIMITS, START + DAY + HOUR - 1)
        assert minutes(store) == list(range(0, 60, 7))
        tidied(store, LIMITS, START + DAY + HOUR)
        assert minutes(store) == [0]


def test_what_comes_late_or_again_finds_its_hour(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 1)
        later = START + 3 * DAY
        tidied(store, LIMITS, later)
        late = (START + 30 * MINUTE) * 10**6
        store.add([evaluation(100, time=late), failing(2, revision=1, time=late), evaluation(3)], later)
        store.add_decisions({("tone", "shed", ""): 1}, later)
        assert [(total.passed, total.n) for total in totals(store)] == [(False, 4), (True, 6)]
        assert minutes(store) == [0]
        assert minutes(store, "decisions") == [0, 3 * 24 * 60]


def test_the_last_of_an_hour_takes_its_sum_with_it(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1)], NOW)
        tidied(store, LIMITS, NOW + 3 * DAY)
        store.add([evaluation(1, revision=1, withdrawn=True)], NOW + 3 * DAY)
        assert totals(store) == []
        assert minutes(store) == []


def test_a_sum_that_is_gone_stays_gone(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1, time=(NOW - 10 * DAY) * 10**6)], NOW)
        tidied(store, Limits(max_age=5 * 86_400), NOW)
        assert totals(store) == []
        store.add([failing(1, revision=1)], NOW)
        assert [(total.passed, total.n) for total in totals(store)] == [(False, 1)]


def test_times_before_the_mark_belong_to_hours() -> None:
    assert minute_of(125 * MINUTE + 1, 120) == 125
    assert minute_of(119 * MINUTE, 120) == 60
    assert minute_of(0, 0) == 0
