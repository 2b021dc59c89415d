"""A followed file gives each of its lines once, when it is complete, whatever happens to the file."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.receivers.tail import Line, Tail


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "log"
    file.touch()
    return file


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_a_line_waits_for_its_newline(path: Path) -> None:
    append(path, b"one\ntw")
    tail = Tail(path, 100)
    assert list(tail.lines()) == [Line(b"one", 1)]
    assert not tail.finished
    append(path, b"o\n")
    assert list(tail.lines()) == [Line(b"two", 2)]
    assert tail.finished
    tail.close()


def test_reading_can_be_left_and_taken_up(path: Path) -> None:
    append(path, b"1\n2\n3\n")
    tail = Tail(path, 100)
    assert next(tail.lines()).data == b"1"
    assert [line.data for line in tail.lines()] == [b"2", b"3"]
    tail.close()


def test_at_the_end_only_whole_new_lines_count(path: Path) -> None:
    append(path, b"old\nold too, wh")
    tail = Tail(path, 100, at_end=True)
    assert list(tail.lines()) == []
    append(path, b"ole\nnew\n")
    assert [line.data for line in tail.lines()] == [b"new"]
    tail.close()


def test_a_long_line_is_skipped_whole(path: Path) -> None:
    tail = Tail(path, 10)
    append(path, b"x" * 25)
    assert list(tail.lines()) == [Line(b"", 1, too_long=True)]
    append(path, b"x" * 25 + b"\nshort\n")
    assert list(tail.lines()) == [Line(b"short", 2)]
    tail.close()


def test_a_renamed_file_is_read_to_its_end(path: Path) -> None:
    tail = Tail(path, 100)
    path.rename(path.with_suffix(".1"))
    append(path.with_suffix(".1"), b"late\n")
    assert [line.data for line in tail.lines()] == [b"late"]
    tail.close()


def test_a_truncated_file_is_read_from_its_beginning(path: Path) -> None:
    append(path, b"one\ntwo\n")
    tail = Tail(path, 100)
    assert len(list(tail.lines())) == 2
    os.truncate(path, 0)
    append(path, b"new\n")
    assert list(tail.lines()) == [Line(b"new", 1)]
    tail.close()


@given(st.lists(st.binary(max_size=8) | st.sampled_from([b"\n", b"a\n", b"\n\n"]), max_size=12))
def test_all_whole_lines_come_once_however_they_are_written(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("tail") / "log"
    path.touch()
    tail = Tail(path, 1000)
    seen = []
    for piece in pieces:
        append(path, piece)
        seen += [line.data for line in tail.lines()]
    tail.close()
    *whole, _incomplete = b"".join(pieces).split(b"\n")
    assert seen == whole
