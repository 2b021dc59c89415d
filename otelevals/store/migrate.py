"""Brings the tables of a store up to date: numbered scripts, each of them run once."""

from importlib.resources import files
from pathlib import Path

from otelevals.store.errors import CannotOpen
from otelevals.store.sqlite import Connection, has_table, transaction
from otelevals.store.statements import split, statements

_SQL = statements("migrations")
Scripts = dict[int, tuple[str, str]]
"""By number: the name of the file and what it says."""


def scripts() -> Scripts:
    found = {}
    for file in files("otelevals.store").joinpath("migrations").iterdir():
        number, _, _ = file.name.partition("_")
        if file.name.endswith(".sql"):
            found[int(number)] = file.name, file.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


def migrate(connection: Connection, path: Path, known: Scripts | None = None) -> None:
    """Run the scripts that the store has not had, all or none; CannotOpen when it has had some that are not known."""
    known = scripts() if known is None else known
    if _applied(connection) == known.keys():
        return
    with transaction(connection, path):  # whoever comes second finds that nothing is left to do
        connection.execute(_SQL["create"])
        applied = _applied(connection)
        if applied - known.keys():
            raise CannotOpen(f"the store {path} was written by a newer version of otelevals")
        for number in sorted(known.keys() - applied):
            name, script = known[number]
            for statement in split(script):
                connection.execute(statement)
            connection.execute(_SQL["add"], (number, name))


def _applied(connection: Connection) -> set[int]:
    if not has_table(connection, "migrations"):
        return set()
    return {number for (number,) in connection.execute(_SQL["applied"])}
