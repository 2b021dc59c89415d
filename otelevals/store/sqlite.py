"""All that is SQLite's alone: how a database is opened, what its errors mean, and how large it is.

Statements are those that PostgreSQL understands too. Of the schema it would want two words otherwise: `INTEGER PRIMARY
KEY` is 64 bits wide here, and `WITHOUT ROWID` says that a table is its own index.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import Any

from otelevals.store.errors import CannotOpen, Unavailable

Connection = sqlite3.Connection
_PREFIX = "sqlite:///"
_CACHE_KIB = 16_384
_FREE_PAGES = 512
_PAUSE = 0.005
_WHY = {
    sqlite3.SQLITE_BUSY: "another process is writing to it",
    sqlite3.SQLITE_LOCKED: "another process is writing to it",
    sqlite3.SQLITE_FULL: "there is no room",
    **dict.fromkeys(
        (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_NOMEM,
            sqlite3.SQLITE_NOTADB,
            sqlite3.SQLITE_PERM,
            sqlite3.SQLITE_PROTOCOL,
            sqlite3.SQLITE_READONLY,
        )
    ),
}
"""What is wrong with the database, and not with what is asked of it; None where SQLite's own words say it."""


def path_of(url: str, base_dir: Path) -> Path:
    """The file that a URL names; CannotOpen when it is none of SQLite."""
    if not url.startswith(_PREFIX) or not url.removeprefix(_PREFIX).strip("/"):
        raise CannotOpen(f"not the URL of a store: {url} (expected {_PREFIX}PATH)")
    return base_dir / url.removeprefix(_PREFIX)


def connect(path: Path, *, create: bool, patience: float) -> Connection:
    """A connection in which nothing has begun. It waits up to `patience` seconds for other processes."""
    if not create and not path.is_file():
        raise CannotOpen(f"there is no store at {path}")
    connection = None
    try:
        if create:
            _make(path)
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # of no effect once there are tables
        _use_wal(connection, patience)
        connection.execute("PRAGMA synchronous = NORMAL")  # a power failure may cost the last moments, a crash nothing
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA temp_store = MEMORY")
    except OSError as error:
        raise CannotOpen(f"cannot open the store {path}: {(error.strerror or str(error)).lower()}") from error
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _unavailable(path, error) from error
        raise CannotOpen(f"cannot open the store {path}: {error}") from error
    return connection


def _make(path: Path) -> None:
    """Where there is none. A file that is there is left alone: whoever closes it gives up all locks that this process
    has on it, of other connections too, and then the next process to close the database deletes what they wrote."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # SQLite gives its other files the same
    except FileExistsError:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR)) from None


def _use_wal(connection: Connection, patience: float) -> None:
    """This is the one statement that does not wait by itself, when two make a database at once."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)


@contextmanager
def transaction(connection: Connection, path: Path) -> Iterator[None]:
    """All of it or nothing, and nobody else writes meanwhile; Unavailable when that is not to be had now."""
    with _available(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # some errors have ended it
                connection.execute("ROLLBACK")
            raise


@contextmanager
def reading(connection: Connection, path: Path) -> Iterator[None]:
    """Every statement sees the same moment."""
    with _available(path):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def has_table(connection: Connection, name: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchall())


def size(connection: Connection) -> int:
    """Bytes that are in use; the file also holds room that was freed."""
    pages, free, each = (_pragma(connection, name) for name in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * each


def give_back(connection: Connection, path: Path) -> None:
    """Return some room to the operating system when a good part of the file is free; otherwise it is used again."""
    with _available(path):
        pages, free = _pragma(connection, "page_count"), _pragma(connection, "freelist_count")
        if free > _FREE_PAGES and free > pages // 4:
            # `execute` would do a single page: it stops at the first row, and these have no columns
            connection.executescript(f"PRAGMA incremental_vacuum({_FREE_PAGES})")


def _pragma(connection: Connection, name: str) -> int:
    found: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return found


def _code(error: sqlite3.Error) -> Any:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextmanager
def _available(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if _code(error) not in _WHY:
            raise
        raise _unavailable(path, error) from error


def _unavailable(path: Path, error: sqlite3.Error) -> Unavailable:
    return Unavailable(f"the store {path} is not available: {_WHY[_code(error)] or error}")
