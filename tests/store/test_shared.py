"""Parts of a process that name the same store share it, and the last one closes it."""

import sqlite3
from pathlib import Path

import pytest

from otelevals.store.errors import CannotOpen
from otelevals.store.shared import Shared
from tests.store.samples import NOW, evaluation


def test_who_opens_an_open_store_gets_the_same(tmp_path: Path) -> None:
    shared = Shared()
    one, other = shared.open("sqlite:///db", tmp_path), shared.open(f"sqlite:///{tmp_path}/x/../db", Path("elsewhere"))
    assert one is other
    shared.close(one)
    assert other.add([evaluation()], NOW).new == 1
    shared.close(other)
    with pytest.raises(sqlite3.ProgrammingError):
        other.add([evaluation()], NOW)
    again = shared.open("sqlite:///db", tmp_path)
    assert again is not one
    shared.close(again)


def test_others_are_others(tmp_path: Path) -> None:
    shared = Shared()
    one, other = (shared.open(f"sqlite:///{name}", tmp_path) for name in ("one", "other"))
    assert one is not other
    for store in (one, other):
        shared.close(store)


def test_one_that_cannot_be_opened_leaves_nothing(tmp_path: Path) -> None:
    shared = Shared()
    with pytest.raises(CannotOpen):
        shared.open("sqlite:///missing/db", tmp_path)
    (tmp_path / "missing").mkdir()
    shared.close(shared.open("sqlite:///missing/db", tmp_path))
