"""A store stays small by itself: what is old goes, then what is too much, the oldest first and a little at a time."""

from pathlib import Path

import pytest

from otelevals.store.retention import Keep
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    call,
    count,
    evaluation,
    failing,
    judging,
    kept,
    opened,
    tidied,
    totals,
)

TABLES = ("targets", "evaluations", "texts", "rollups", "cells", "series", "origins", "dimension_sets", "reasons")


def counts(store: Store) -> list[int]:
    return [count(store, table) for table in TABLES]


def fill(store: Store, days: int, each: int = 3) -> None:
    """Failures with texts, on each of so many days."""
    for day in range(days):
        now = NOW + day * DAY
        evaluations = [
            failing(
                day * each + number + 1,
                time=now * 10**6,
                explanation="because",
                dimensions=(("day", f"{day}"),),
                name=f"of day {day}",
                window=f"day {day}",
            )
            for number in range(each)
        ]
        store.add(evaluations, now)
        store.add_decisions({(f"of day {day}", "shed", ""): 1}, now)


def test_what_is_older_than_the_limit_goes_and_all_that_was_only_for_it(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 10)
        before = counts(store)
        tidied(store, Limits(max_age=3.5 * 86_400), NOW + 9 * DAY + MINUTE)
        assert {row["name"] for row in kept(store)} == {f"of day {day}" for day in range(6, 10)}
        assert {total.name for total in totals(store)} == {f"of day {day}" for day in range(6, 10)}
        assert set(store.totals(NOW, NOW + 20 * DAY).decisions) == {f"of day {day}" for day in range(6, 10)}
        assert before == [30, 30, 30, 10, 10, 10, 10, 10, 10]
        assert counts(store) == [12, 12, 12, 4, 6, 6, 6, 6, 6]  # words stay two days longer


def test_sums_go_to_the_minute(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for minute in range(5):
            store.add([evaluation(minute + 1, time=(NOW + minute * MINUTE) * 10**6)], NOW + minute * MINUTE)
        tidied(store, Limits(max_age=3600), NOW + HOUR + 2 * MINUTE)
        assert [total.n for total in totals(store)] == [3]


def test_without_limits_nothing_goes(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        fill(store, 5)
        before = counts(store)
        tidied(store, Limits(), NOW + 1000 * DAY)
        assert counts(store) == before


@pytest.mark.parametrize("keep", Keep)
def test_sums_stay_when_evaluations_do_not(tmp_path: Path, keep: Keep) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1, explanation="good"), failing(2), evaluation(3, served_model="gpt-5")], NOW)
        before = totals(store)
        tidied(store, Limits(keep, settle_after=60), NOW + 30_000)
        assert count(store, "evaluations") == 3
        tidied(store, Limits(keep, settle_after=60), NOW + 62_000)
        left = {Keep.ALL: 3, Keep.FAILURES: 2, Keep.ROLLUPS: 0}[keep]
        assert [count(store, table) for table in ("evaluations", "targets", "texts")] == [left, left, keep is Keep.ALL]
        assert totals(store) == before


def test_one_that_comes_again_when_only_its_sum_is_left_counts_twice(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1), failing(2)], NOW)
        tidied(store, Limits(settle_after=60), NOW + HOUR)
        store.add([evaluation(1), failing(2)], NOW + HOUR)
        assert [(total.passed, total.n) for total in totals(store)] == [(False, 1), (True, 2)]


def test_too_much_costs_the_oldest_first(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        limits = Limits(Keep.ALL, max_size=1024 * 1024)
        sizes = []
        for number in range(60):
            batch = [failing(number * 100 + each, explanation="long " * 100) for each in range(100)]
            store.add(batch, NOW + number * 1000)
            store.maintain(limits, NOW + number * 1000, len(batch))
            sizes.append(store.size)
        assert max(sizes) < 1.2 * 1024 * 1024
        targets = [int.from_bytes(row["trace_id"], "big") for row in kept(store)]
        assert targets == list(range(targets[0], 6000))
        assert 500 < len(targets) < 5900
        assert sum(total.n for total in totals(store)) == 6000


def test_sums_go_when_there_is_nothing_else(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for hour in range(0, 200, 10):
            time = (NOW + hour * HOUR) * 10**6
            many = [evaluation(hour * 1000 + n, time=time, name=f"check {n}") for n in range(1000)]
            store.add(many, NOW + hour * HOUR)
        limits = Limits(Keep.ROLLUPS, settle_after=0, max_size=1024 * 1024)
        tidied(store, limits, NOW + 200 * HOUR)
        assert store.size <= 1024 * 1024
        assert count(store, "evaluations") == 0
        hours = [
            minute // 60 for (minute,) in store._connection.execute("SELECT DISTINCT minute FROM rollups ORDER BY 1")
        ]
        assert hours == [NOW // HOUR + hour for hour in range(200 - 10 * len(hours), 200, 10)]
        assert 3 < len(hours) < 20


def test_a_file_gets_smaller_when_most_of_it_is_free(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for start in range(0, 20_000, 2000):
            store.add([failing(start + n, explanation="long " * 50) for n in range(2000)], NOW)
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        large = (tmp_path / "db").stat().st_size
        tidied(store, Limits(max_age=60), NOW + HOUR)
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert (tmp_path / "db").stat().st_size < large / 2


def test_a_step_does_little(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for start in range(0, 3000, 1000):
            store.add([failing(start + n) for n in range(1000)], NOW)
        steps = 0
        while store.maintain(Limits(max_age=60), NOW + DAY):
            left = count(store, "evaluations")
            assert left >= 3000 - 200 * (steps := steps + 1)
        assert count(store, "evaluations") == 0


def test_who_remembers_words_that_are_gone_learns_them_anew(tmp_path: Path) -> None:
    limits = Limits(max_age=86_400)
    with opened(tmp_path / "db") as one, opened(tmp_path / "db") as other:
        one.add([failing(1, name="first", dimensions=(("model", "a"),))], NOW)
        tidied(other, limits, NOW + 10 * DAY)
        assert counts(other) == [0] * len(TABLES)
        other.add([failing(2, name="second", dimensions=(("model", "b"),), time=0)], NOW + 10 * DAY)
        one.add([failing(3, name="first", dimensions=(("model", "a"),), time=0)], NOW + 10 * DAY)
        assert [(total.name, total.dimensions["model"], total.n) for total in totals(one)] == [
            ("first", "a", 1),
            ("second", "b", 1),
        ]


def test_results_of_judges_go_with_what_is_as_old(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        for number in range(2000):
            now = NOW - HOUR if number < 1000 else NOW + HOUR
            store.finish(call(number), b"x" * 1000, now, content=b"%d" % number)
    with opened(tmp_path / "db") as ledger:
        ledger.add([failing(number) for number in range(1, 2000)], NOW)
        tidied(ledger, Limits(max_size=4 * 1024 * 1024), NOW)
        assert 1000 <= count(ledger, "answers") == count(ledger, "judge_calls") < 2000
        assert 0 < count(ledger, "targets") < 2000
        tidied(ledger, Limits(max_size=1024 * 1024), NOW)
        assert 0 < count(ledger, "answers") < 1000
        assert count(ledger, "targets") == 0
        assert totals(ledger) != []
        assert ledger.size <= 1024 * 1024
