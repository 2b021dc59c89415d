"""Every statement of every file is one that the database takes, and no file is without a use."""

import sqlite3
from importlib.resources import files

import pytest

from otelevals.store.migrate import scripts
from otelevals.store.statements import split, statements

FILES = [file.name.removesuffix(".sql") for file in files("otelevals.store").joinpath("sql").iterdir()]


@pytest.mark.parametrize("file", FILES)
def test_every_statement_can_be_prepared(file: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(statements("migrations")["create"])
    for _, script in scripts().values():
        for statement in split(script):
            connection.execute(statement)
    assert statements(file)
    for name, statement in statements(file).items():
        try:
            connection.execute(f"EXPLAIN {statement}", [0] * statement.count("?"))
        except sqlite3.Error as error:
            pytest.fail(f"{name}: {error}")
    connection.close()


def test_a_script_is_split_where_lines_end() -> None:
    assert split("A;\n-- with; a remark\nB ';' C;\n\n") == ["A", "-- with; a remark\nB ';' C"]
