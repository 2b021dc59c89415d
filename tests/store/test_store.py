"""An evaluation counts once: what comes twice, again, late or not at all any more never counts a second time."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.errors import CannotOpen, Unavailable
from otelevals.store.store import Store
from otelevals.store.writing import Added
from tests.store.samples import DAY, MINUTE, NOW, count, evaluation, failing, kept, opened, totals

JUDGED = evaluation(
    7,
    name="faithful",
    scorer="faithful",
    run="nightly",
    score=0.25,
    passed=False,
    label="low",
    explanation="it says more than the document",
    revision=3,
    partial=True,
    cached=True,
    uncalibrated=True,
    kind="chat",
    session="s-1",
    user="u-1",
    requested_model="gpt-5",
    served_model="gpt-5-2026-08",
    probability=0.125,
    stratum="errors",
    window="2026-W39",
    cost=0.002,
    duration=1.5,
    dimensions=(("model", "gpt-4o"), ("route", "/chat")),
)


def sums(store: Store, **options: Any) -> list[tuple[str, bool | None, int, float]]:
    """Name, verdict, how many, and the sum of scores."""
    return [(total.name, total.passed, total.n, total.wx) for total in totals(store, **options)]


def test_everything_that_is_known_of_an_evaluation_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([JUDGED], NOW)
        assert kept(store) == [
            {
                "trace_id": JUDGED.trace_id,
                "span_id": JUDGED.span_id,
                "session": "s-1",
                "user_id": "u-1",
                "kind": "chat",
                "run": "nightly",
                "scorer": "faithful",
                "name": "faithful",
                "version": "1",
                "revision": 3,
                "time": NOW,
                "score": 0.25,
                "passed": 0,
                "label": "low",
                "explanation": "it says more than the document",
                "error": "",
                "requested_model": "gpt-5",
                "served_model": "gpt-5-2026-08",
                "probability": 0.125,
                "stratum": "errors",
                "time_window": "2026-W39",
                "cost": 0.002,
                "duration": 1_500_000,
                "flags": 7,
                "dimensions": '{"model":"gpt-4o","route":"/chat"}',
            }
        ]


def test_a_sum_has_weights_scores_and_their_squares(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([JUDGED, JUDGED._replace(trace_id=b"2" * 16, score=0.5, probability=0.5)], NOW)
        (total,) = totals(store, run="nightly")
    assert total._asdict() == {
        "scorer": "faithful",
        "name": "faithful",
        "dimensions": {"model": "gpt-4o", "route": "/chat"},
        "outcome": 0,
        "scored": True,
        "n": 2,
        "w": 8 + 2,
        "ww": 64 + 4,
        "wx": 8 * 0.25 + 2 * 0.5,
        "wwx": 64 * 0.25 + 4 * 0.5,
        "wwxx": 64 * 0.0625 + 4 * 0.25,
        "cost": 0.004,
        "duration": 3_000_000,
        "groups": None,
    }


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in several"])
@pytest.mark.parametrize(
    ("evaluations", "expected"),
    [
        ([evaluation(), evaluation()], [("tone", True, 1, 1.0)]),
        ([evaluation(), failing(revision=1)], [("tone", False, 1, 0.0)]),
        ([failing(revision=1), evaluation()], [("tone", False, 1, 0.0)]),
        ([evaluation(), evaluation(revision=1, withdrawn=True)], []),
        ([evaluation(revision=1, withdrawn=True), evaluation()], []),
        ([evaluation(withdrawn=True), evaluation()], []),
        ([evaluation(), evaluation(revision=1, withdrawn=True), evaluation(revision=2)], [("tone", True, 1, 1.0)]),
        ([evaluation(1), evaluation(2), failing(1, revision=5)], [("tone", False, 1, 0.0), ("tone", True, 1, 1.0)]),
        (
            [evaluation(), evaluation(version="2"), evaluation(name="other")],
            [("other", True, 1, 1.0), ("tone", True, 2, 2)],
        ),
        ([evaluation(), evaluation(span_id=b"")], [("tone", True, 2, 2.0)]),
    ],
)
def test_what_counts(
    tmp_path: Path, evaluations: list[EvaluationRecord], expected: list[object], together: bool
) -> None:
    with opened(tmp_path / "db") as store:
        for batch in [evaluations] if together else [[each] for each in evaluations]:
            store.add(batch, NOW)
        found: dict[Any, Any] = {}
        for name, passed, n, total in sums(store):
            before = found.get((name, passed), (0, 0.0))
            found[name, passed] = before[0] + n, before[1] + total
        assert [(*key, *value) for key, value in found.items()] == expected


def test_it_says_what_became_of_them(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        assert store.add([evaluation(), evaluation(), evaluation(revision=1)], NOW) == Added(1, 1, 1)


def test_a_revision_changes_everything_of_the_row(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([failing(explanation="too short", dimensions=(("model", "a"),), cost=1.0)], NOW)
        store.add([evaluation(revision=1, dimensions=(("model", "b"),), time=(NOW + 5 * MINUTE) * 10**6)], NOW + DAY)
        (row,) = kept(store)
        assert (row["score"], row["passed"], row["explanation"], row["cost"]) == (1.0, 1, None, 0.0)
        (total,) = totals(store)
        assert (total.dimensions, total.n, total.cost) == ({"model": "b"}, 1, 0.0)
        assert totals(store, until=NOW + 5 * MINUTE) == []


def test_an_example_that_was_taken_back_is_none(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1), evaluation(2)], NOW)
        store.add([failing(1, revision=1)], NOW)
        store.add([evaluation(3)], NOW)
        found = store._connection.execute("SELECT n, exemplar FROM rollups ORDER BY n").fetchall()
    ids = {number: number.to_bytes(16, "big") + number.to_bytes(8, "big") for number in (1, 3)}
    assert found == [(1, ids[1]), (2, ids[3])]


def test_whoever_knows_the_session_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1), evaluation(1, name="other", session="early", user="u")], NOW)
        store.add([evaluation(2)], NOW)
        store.add([evaluation(2, name="other", session="late"), evaluation(2, name="third", session="later")], NOW)
        assert [(row["session"], row["user_id"]) for row in kept(store)] == [("early", "u")] * 2 + [("late", "")] * 3


def test_a_session_is_a_target_too(tmp_path: Path) -> None:
    sessions = [evaluation(trace_id=b"", span_id=b"", session=session) for session in ("a", "b", "a")]
    with opened(tmp_path / "db") as store:
        assert store.add(sessions, NOW) == Added(2, 0, 1)
        assert sums(store) == [("tone", True, 2, 2.0)]


@pytest.mark.parametrize("time", [0, (NOW + 1) * 10**6, 2**63 - 1])
def test_an_evaluation_without_a_time_or_from_the_future_is_of_now(tmp_path: Path, time: int) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(time=time)], NOW)
        assert [row["time"] for row in kept(store)] == [NOW]
        assert len(totals(store, NOW, NOW + MINUTE)) == 1


def test_runs_are_apart(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(), failing(run="nightly")], NOW)
        assert sums(store) == [("tone", True, 1, 1.0)]
        assert sums(store, run="nightly") == [("tone", False, 1, 0.0)]


def test_decisions_are_counted_by_scorer(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add_decisions({("tone", "shed", "no memory"): 2, ("tone", "shed", "no time"): 1}, NOW)
        store.add_decisions({("tone", "shed", "no memory"): 4, ("other", "scored", ""): 1}, NOW + 3 * MINUTE)
        assert store.totals(NOW, NOW + DAY).decisions == {"tone": {"shed": 7}, "other": {"scored": 1}}
        assert store.totals(NOW, NOW + MINUTE).decisions == {"tone": {"shed": 3}}
        assert store.totals(NOW, NOW + DAY, "nightly").decisions == {}


def test_nothing_of_a_write_is_there_when_another_has_the_store(tmp_path: Path) -> None:
    with opened(tmp_path / "db", patience=0.0) as store:
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as caught:
            store.add([evaluation()], NOW)
        assert str(caught.value) == f"the store {tmp_path / 'db'} is not available: another process is writing to it"
        assert totals(store) == []
        other.execute("ROLLBACK")
        other.close()
        assert store.add([evaluation()], NOW) == Added(1, 0, 0)


def test_a_full_disk_takes_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation()], NOW)
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        many = [failing(number, name="new", dimensions=(("tenant", f"{number}"),)) for number in range(2000)]
        with pytest.raises(Unavailable) as caught:
            store.add(many, NOW)
        assert str(caught.value) == f"the store {tmp_path / 'db'} is not available: there is no room"
        assert sums(store) == [("tone", True, 1, 1.0)]
        store._connection.execute("PRAGMA max_page_count = 1000000")
        assert store.add(many, NOW).new == 2000
        assert sum(total.n for total in totals(store) if total.name == "new") == 2000
        assert count(store, "series") == 2


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at" * 50, b"\0" * 4096])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "db").write_bytes(content)
    with pytest.raises(CannotOpen, match=r"^cannot open the store .*db: file is not a database$"):
        Store(tmp_path / "db")
    assert (tmp_path / "db").read_bytes() == content


def test_a_store_is_not_made_where_it_should_only_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"^there is no store at .*db$"):
        Store(tmp_path / "db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_can_read_a_store(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation()], NOW)
        assert {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {
            "db": 0o600,
            "db-wal": 0o600,
            "db-shm": 0o600,
        }


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"^cannot open the store .*: no such file or directory$"):
        Store(tmp_path / "missing/db")
