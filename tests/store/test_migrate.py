"""A store is brought up to date once, whoever opens it first, and never half."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from otelevals.store import sqlite
from otelevals.store.errors import CannotOpen
from otelevals.store.migrate import Scripts, migrate, scripts
from otelevals.store.store import Store
from tests.store.samples import NOW, decided, evaluation, failing, kept, opened, totals

KNOWN = list(scripts())
NEXT = len(KNOWN) + 1
LATER: Scripts = {
    NEXT: ("9998_colour.sql", "ALTER TABLE cells ADD COLUMN colour TEXT;\nCREATE TABLE shades (id BIGINT);\n"),
    NEXT + 1: ("9999_fill.sql", "UPDATE cells SET colour = 'blue; or so';\n"),
}


def connect(path: Path) -> sqlite.Connection:
    return sqlite.connect(path, create=True, patience=5.0)


def applied(connection: sqlite.Connection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT number FROM migrations ORDER BY number")]


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "db").touch()
    with opened(tmp_path / "db") as store:
        store.add([evaluation()], NOW)
        assert len(kept(store)) == 1
        assert applied(store._connection) == KNOWN


def test_a_store_of_another_application_in_the_same_file_stays(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "db") as other:
        other.execute("CREATE TABLE notes (text TEXT)")
        other.execute("INSERT INTO notes VALUES ('mine')")
    other.close()
    with opened(tmp_path / "db") as store:
        store.add([evaluation()], NOW)
        assert store._connection.execute("SELECT text FROM notes").fetchall() == [("mine",)]


def test_an_older_store_keeps_what_it_has(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([evaluation(1), failing(2)], NOW)
    connection = connect(tmp_path / "db")
    migrate(connection, tmp_path / "db", {**scripts(), **LATER})
    assert applied(connection) == [*KNOWN, NEXT, NEXT + 1]
    assert connection.execute("SELECT DISTINCT colour FROM cells").fetchall() == [("blue; or so",)]
    assert connection.execute("SELECT count(*) FROM ledger").fetchall() == [(2,)]
    connection.close()


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path / "db") as store:
            store.add([evaluation()], NOW)
            assert [total.n for total in totals(store)] == [1]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path / "db"):
        pass
    connection = connect(tmp_path / "db")
    broken = {NEXT: LATER[NEXT], NEXT + 1: ("9999_broken.sql", "UPDATE missing SET colour = 1;\n")}
    with pytest.raises(sqlite3.OperationalError, match="no such table: missing"):
        migrate(connection, tmp_path / "db", {**scripts(), **broken})
    assert applied(connection) == KNOWN
    assert not sqlite.has_table(connection, "shades")
    connection.close()


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    connection = connect(tmp_path / "db")
    migrate(connection, tmp_path / "db", {**scripts(), **LATER})
    connection.close()
    with pytest.raises(CannotOpen) as caught:
        Store(tmp_path / "db")
    assert str(caught.value) == f"the store {tmp_path / 'db'} was written by a newer version of otelevals"


def test_many_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        path = tmp_path / f"{attempt}"
        with ThreadPoolExecutor(8) as pool:
            stores = list(pool.map(lambda _, path=path: Store(path), range(8)))
        for number, store in enumerate(stores):
            store.add([evaluation(number + 1)], NOW)
        assert sum(total.n for total in totals(stores[0])) == 8
        for store in stores:
            store.close()


def test_scripts_are_numbered_without_a_gap() -> None:
    found = scripts()
    assert list(found) == list(range(1, len(found) + 1))
    assert all(name.startswith(f"{number:04}_") for number, (name, _) in found.items())


def test_a_store_of_the_first_version_gets_what_came_since(tmp_path: Path) -> None:
    connection = connect(tmp_path / "db")
    migrate(connection, tmp_path / "db", {1: scripts()[1]})
    connection.execute("INSERT INTO reasons VALUES (1, 'tone', 'shed', 'no memory', 0)")
    connection.close()
    with opened(tmp_path / "db") as store:
        store.add_decisions({("tone", "shed", "no memory"): 1}, NOW, [decided(7)])
        assert applied(store._connection) == KNOWN
        assert [then.span for then in store.of_trace(decided(7).trace_id).decided] == [decided(7)]
