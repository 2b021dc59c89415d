"""A file is read again when it changes, and its last good content holds while it is not good."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from otelevals.api.errors import ConfigError
from otelevals.extensions.watched_file import WatchedFile


def parse_number(text: str) -> int:
    if not text.strip().isdigit():
        raise ValueError("expected a number")
    return int(text)


def watched(path: Path) -> WatchedFile[int]:
    return WatchedFile("number_file", path, parse_number)


def test_a_change_is_noticed_and_so_is_another_file_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    file = watched(path)
    file.start()
    assert file.current() == 1
    path.write_text("22")
    assert file.current() == 22
    (tmp_path / "next").write_text("33")
    os.replace(tmp_path / "next", path)
    assert file.current() == 33


@pytest.mark.parametrize("bad", [None, "", "not a number"])
def test_the_last_good_content_holds_and_the_log_says_so_once(bad: str | None, tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("1")
    file = watched(path)
    file.start()
    if bad is None:
        path.unlink()
    else:
        path.write_text(bad)
    with capture_logs() as logs:
        assert [file.current(), file.current()] == [1, 1]
    assert [log["event"] for log in logs] == ["file not read, its last content stays in use"]
    path.write_text("22")
    assert file.current() == 22


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot read number_file {}: no such file or directory"), ("x", "number_file {}: expected a number")],
)
def test_it_must_be_good_at_the_start(content: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "number"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        watched(path).start()
    assert str(caught.value) == message.format(path)
