"""Sums by groups say the same as the sums beside them, however old they are and whatever comes late, and tell sessions,
users or traces apart."""

import sqlite3
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.stats.groups import Groups, group_of
from otelevals.store.grouped import ClusterBy
from otelevals.store.migrate import migrate, scripts
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits
from tests.store.samples import DAY, HOUR, MINUTE, NOW, count, evaluation, failing, opened, tidied

MIDNIGHT = NOW - NOW % DAY
TABLES = ("grouped_sums", "grouped_days")


def grouped(store: Store, since: int = 0, until: int = NOW + 99 * DAY) -> list[tuple[int, Groups | None]]:
    (found,) = store.grouped_totals([since, until])
    return [(total.n, total.groups) for total in sorted(found.sums, key=lambda total: (total.name, total.outcome))]


def groups_with(store: Store) -> set[int]:
    return {group for table in TABLES for (group,) in store._connection.execute(f"SELECT grp FROM {table}")}


def agree(store: Store, times: list[int]) -> None:
    """Whatever the range is, all evaluations are in groups, with their weights and scores."""
    for totals in store.grouped_totals(times):
        for total in totals.sums:
            assert total.groups is not None
            assert (sum(total.groups.weights), sum(total.groups.scores)) == (total.w, total.wx)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 60),  # minutes until it happens
        st.integers(0, 14 * 24 * 60),  # minutes that the evaluation comes late
        st.integers(1, 12),
        st.integers(0, 2),
        st.booleans(),
    ),
    max_size=12,
)


@given(steps=STEPS, max_age=st.sampled_from([0, 2.3 * 86_400, 11.7 * 86_400]))
@settings(max_examples=30)
def test_groups_are_where_sums_are(steps: list[tuple[int, int, int, int, bool]], max_age: float) -> None:
    limits, now = Limits(settle_after=100 * 86_400, max_age=max_age), MIDNIGHT
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "db") as store:
        for wait, late, target, revision, withdrawn in steps:
            now += wait * MINUTE
            make = failing if revision == 1 else evaluation
            time = (now - late * MINUTE) * 10**6
            store.add([make(target, time=time, revision=revision, withdrawn=withdrawn and revision > 0)], now)
            store.add([evaluation(target + 100, time=time, session="of many", name="other")], now)
            tidied(store, limits, now)
            days = [MIDNIGHT + day * DAY for day in range(-20, 40)]
            agree(store, days)
            agree(store, [now - 30 * DAY, now - 7 * HOUR, now - HOUR, now + MINUTE])
            agree(store, [MIDNIGHT - 15 * DAY + 90 * MINUTE, now + MINUTE])


def test_groups_add_up_over_minutes_hours_and_days(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for number, minute in enumerate(range(0, 60 * 60, 25)):
            now = MIDNIGHT + minute * MINUTE
            store.add([evaluation(number + 1, time=now * 10**6, session=f"{number % 40}", probability=0.5)], now)
        before = grouped(store)
        for later in (3 * DAY, 8 * DAY, 20 * DAY):
            tidied(store, Limits(), MIDNIGHT + later)
            assert grouped(store) == before
        assert count(store, "grouped_sums") == 0
        assert before[0][1] is not None
        assert sum(weight > 0 for weight in before[0][1].weights) > 10


def test_a_session_is_a_group_whatever_its_traces(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(number, session="one", user=f"{number}") for number in range(1, 50)], NOW)
        assert groups_with(store) == {group_of(b"one")}
        store.add([evaluation(number) for number in range(50, 200)], NOW)
        assert len(groups_with(store)) > 20


@pytest.mark.parametrize(
    ("by", "expected"),
    [(ClusterBy.USER, b"ann"), (ClusterBy.SESSION, b"one"), (ClusterBy.TRACE, (1).to_bytes(16, "big"))],
)
def test_groups_are_made_of_what_was_asked_for(tmp_path: Path, by: ClusterBy, expected: bytes) -> None:
    with opened(tmp_path / "db") as store:
        store.cluster_by(by, NOW)
        store.add([evaluation(1, session="one", user="ann")], NOW)
        assert groups_with(store) == {group_of(expected)}
        assert store.clustering() == (by, 0 if by is ClusterBy.SESSION else NOW)


def test_what_has_no_user_goes_by_session_and_what_has_none_by_trace(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.cluster_by(ClusterBy.USER, NOW)
        store.add([evaluation(1, session="one"), evaluation(2, name="other")], NOW)
        assert groups_with(store) == {group_of(b"one"), group_of((2).to_bytes(16, "big"))}


def test_asking_for_the_same_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for now in (NOW, NOW + HOUR):
            store.cluster_by(ClusterBy.USER, now)
        assert store.clustering() == (ClusterBy.USER, NOW)


def test_a_session_that_is_known_later_takes_nothing_from_a_group_that_it_is_not_in(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1)], NOW)
        assert groups_with(store) == {group_of((1).to_bytes(16, "big"))}
        store.add([evaluation(1, name="other", session="one"), evaluation(1, revision=1)], NOW)
        assert groups_with(store) == {group_of(b"one")}
        store.add([evaluation(1, revision=2, withdrawn=True), evaluation(1, name="other", error="Broken")], NOW)
        assert [(n, groups is None) for n, groups in grouped(store)] == [(1, False)]


def test_errors_are_in_no_group(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([failing(1, score=None, passed=None, error="TimeoutError")], NOW)
        assert grouped(store) == [(1, None)]
        store.add([evaluation(1)], NOW)
        assert [(n, groups is None) for n, groups in grouped(store)] == [(1, False)]


def test_what_came_before_there_were_groups_is_in_none(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1), failing(2)], NOW)
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as connection:  # as an earlier version left it
        number = next(number for number, (name, _) in scripts().items() if name.endswith("_grouped.sql"))
        for statement in (
            "DROP TABLE grouped_sums",
            "DROP TABLE grouped_days",
            "ALTER TABLE evaluations DROP COLUMN grp",
            "DELETE FROM marks WHERE name IN ('cluster_by', 'clustered_since')",
            f"DELETE FROM migrations WHERE number = {number}",
        ):
            connection.execute(statement)
        migrate(connection, tmp_path / "db")
    with opened(tmp_path / "db") as store:
        assert grouped(store) == [(1, None), (1, None)]
        store.add([evaluation(3, time=(NOW + MINUTE) * 10**6), failing(1, revision=1)], NOW + MINUTE)
        assert [(n, groups is None) for n, groups in grouped(store)] == [(2, True), (1, False)]
        assert [(n, groups is None) for n, groups in grouped(store, since=NOW + MINUTE)] == [(1, False)]


def test_times_between_are_the_nearest_where_sums_begin(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        for minute in (10, 50, 70):
            now = MIDNIGHT + minute * MINUTE
            store.add([evaluation(minute, time=now * 10**6)], now)
        tidied(store, Limits(), MIDNIGHT + DAY)
        halves = [MIDNIGHT + minute * MINUTE for minute in (0, 29, 31, 60, 61, 120)]
        found = store.grouped_totals(halves)
        hours = [MIDNIGHT, MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR]
        assert [(each.since, each.until) for each in found] == list(pairwise(hours))
        assert [sum(total.n for total in each.sums) for each in found] == [2, 1]


def test_a_range_within_a_sum_is_that_sum(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1, time=MIDNIGHT * 10**6)], MIDNIGHT)
        tidied(store, Limits(), MIDNIGHT + 30 * DAY)
        (found,) = store.grouped_totals([MIDNIGHT + hour * HOUR for hour in (13, 14, 15)])
        assert (found.since, found.until, len(found.sums)) == (MIDNIGHT, MIDNIGHT + DAY, 1)
