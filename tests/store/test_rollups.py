"""Sums of minutes become sums of hours and those sums of days, and say the same; what comes later finds them."""

from pathlib import Path

from otelevals.store.grain import Grain
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, evaluation, failing, opened, tidied, totals

LIMITS = Limits(settle_after=100 * 86_400)
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


def test_wider_sums_say_what_the_narrow_ones_said(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 48)
        before = store.totals(START, START + 2 * DAY)
        tidied(store, LIMITS, START + 2 * DAY)
        after = store.totals(START, START + 2 * DAY)
        assert sorted(after.sums, key=str) == sorted(before.sums, key=str)
        assert after.decisions == before.decisions
        expected = [*range(0, 42 * 60, 60), *(minute for minute in range(0, 48 * 60, 7) if minute >= 42 * 60)]
        assert minutes(store) == minutes(store, "decisions") == expected
        for hour in (0, 5, 41, 42, 46):
            since = START + hour * HOUR
            whole = [minute for minute in range(0, 48 * 60, 7) if hour * 60 <= minute < hour * 60 + 60]
            assert sum(total.n for total in store.totals(since, since + HOUR).sums) == len(whole)


def test_an_hour_is_joined_six_hours_after_its_end(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 1)
        tidied(store, LIMITS, START + 7 * HOUR - 1)
        assert minutes(store) == list(range(0, 60, 7))
        tidied(store, LIMITS, START + 7 * HOUR)
        assert minutes(store) == [0]


def test_a_day_is_joined_ten_days_after_its_end(tmp_path: Path) -> None:
    midnight = START - START % DAY
    with opened(tmp_path / "db") as store:
        fill(store, 40)
        before = store.totals(midnight, midnight + 3 * DAY)
        tidied(store, LIMITS, midnight + 11 * DAY - 1)
        assert minutes(store) == minutes(store, "decisions") == list(range(0, 40 * 60, 60))
        tidied(store, LIMITS, midnight + 11 * DAY)
        rest = [minute for minute in range(0, 40 * 60, 60) if START + minute * MINUTE >= midnight + DAY]
        assert minutes(store) == minutes(store, "decisions") == [(midnight - START) // MINUTE, *rest]
        tidied(store, LIMITS, midnight + 99 * DAY)
        assert len(minutes(store)) == 3
        after = store.totals(midnight + HOUR, midnight + 3 * DAY - HOUR)
        assert sorted(after.sums, key=str) == sorted(before.sums, key=str)
        assert after[:2] == (midnight, midnight + 3 * DAY)


def test_a_store_that_nobody_wrote_to_for_long_is_joined_too(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 40)
        before = totals(store)
        tidied(store, LIMITS, NOW + 99 * DAY)
        assert totals(store, until=NOW + 99 * DAY) == before
        assert len(minutes(store)) == 3


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


def test_a_range_is_widened_to_whole_sums() -> None:
    grain = Grain(hours=2 * 1440, minutes=3 * 1440 + 60)
    assert [grain.begin(minute) for minute in (1439, 1440, 2 * 1440 + 61, 3 * 1440 + 59, 3 * 1440 + 61)] == [
        0,
        1440,
        2 * 1440 + 60,
        3 * 1440,
        3 * 1440 + 61,
    ]
    assert [grain.end(minute) for minute in (1439, 1440, 1441, 2 * 1440 + 61, 3 * 1440 + 60, 3 * 1440 + 61)] == [
        1440,
        1440,
        2880,
        2 * 1440 + 120,
        3 * 1440 + 60,
        3 * 1440 + 61,
    ]
