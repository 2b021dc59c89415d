"""Numbers that every process which writes to a store shares; read and changed inside transactions."""

from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_SQL = statements("marks")


def get_mark(connection: Connection, name: str) -> int:
    found: int = connection.execute(_SQL["get"], (name,)).fetchone()[0]
    return found


def set_mark(connection: Connection, name: str, value: int) -> None:
    connection.execute(_SQL["set"], (value, name))
