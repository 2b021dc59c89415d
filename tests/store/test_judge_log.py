"""The latest that was said to models and by them can be read, word for word."""

from pathlib import Path
from typing import Any

from otelevals.store.judge_log import LONGEST, Said
from otelevals.store.judging import Bounds
from tests.store.samples import NOW, judging


def said(number: int, **texts: Any) -> Said:
    return Said(
        NOW + number,
        bytes([number % 2]) * 16,
        b"12345678",
        "faithful",
        "gpt-5-mini",
        "bad_response",
        "Is it?",
        f"{number}",
    )._replace(**texts)


def test_the_latest_come_first_and_the_oldest_go(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(log=4)) as store:
        store.add_said([said(number) for number in range(3)])
        store.add_said([said(number) for number in range(3, 6)])
        assert store.said(3) == [said(5), said(4), said(3)]
        assert store.said(100) == [said(number) for number in (5, 4, 3, 2)]
        assert store.said(100, bytes(16)) == [said(2), said(4)]
        store.add_said([said(number) for number in range(20)])
        assert [each.reply for each in store.said(100)] == ["19", "18", "17", "16"]


def test_nothing_is_kept_where_there_is_no_room(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(log=0)) as store:
        store.add_said([said(1)])
        assert store.said(10) == []


def test_long_texts_and_broken_ones_are_kept_as_far_as_they_go(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.add_said([said(1, prompt="x" * 10**6, reply="a\ud800b")])
        (found,) = store.said(1)
        assert (len(found.prompt), found.reply) == (LONGEST, "a?b")
