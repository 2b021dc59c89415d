"""A folder on a real disk: a file's name and what is written to it stay together, and nothing open is left behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.journal.disk import Folder, InUse


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path / "journal")
    yield made
    made.close()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_what_is_written_is_read(folder: Folder) -> None:
    folder.write("a", 0, [b"on", b"", b"e"] * 2000)
    folder.write("a", 1, [b"NE"])
    folder.sync("a")
    assert folder.read("a", 0, 6) == b"oNEone"
    assert folder.size("a") == 6000
    with pytest.raises(OSError, match="shorter"):
        folder.read("a", 5999, 2)


def test_a_name_that_is_taken_over_means_the_new_file(folder: Folder) -> None:
    folder.write("spare", 0, [b"old"])
    folder.write("a", 0, [b"new"])
    before = open_files()
    folder.rename("a", "spare")
    assert open_files() == before - 1
    folder.write("spare", 3, [b"er"])
    assert folder.read("spare", 0, 5) == b"newer"
    assert folder.names() == ["spare"]


def test_a_file_that_cannot_be_removed_stays_what_it_is(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("a", 0, [b"one"])

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        with pytest.raises(PermissionError):
            folder.remove("a")
    before = open_files()
    folder.write("a", 3, [b"two"])
    assert (folder.read("a", 0, 6), open_files()) == (b"onetwo", before)
    folder.remove("a")
    assert (folder.names(), open_files()) == ([], before - 1)


def test_only_writing_makes_a_file(folder: Folder) -> None:
    for use in (folder.sync, folder.remove, lambda name: folder.read(name, 0, 1)):
        with pytest.raises(FileNotFoundError):
            use("a")
    assert folder.names() == []


def test_a_folder_has_one_owner_and_any_readers(folder: Folder, tmp_path: Path) -> None:
    folder.write("a", 0, [b"one"])
    with pytest.raises(InUse, match="is in use by another process"):
        Folder(tmp_path / "journal")
    reader = Folder(tmp_path / "journal", read_only=True)
    assert reader.read("a", 0, 3) == b"one"
    reader.close()
