"""A call that is to be made later is there until it is made, too old, or given up; there is room for so many."""

from pathlib import Path

from otelevals.store.judging import Bounds, JudgingStore
from tests.store.samples import DAY, NOW, call, judging


def add(store: JudgingStore, number: int, size: int = 10, **values: str) -> bool:
    return store.add_pending(call(number, **values), b"x" * size, "over_budget", NOW)


def numbers(store: JudgingStore, *scorers: str, most: int = 100, after: int = 0) -> list[int]:
    return [each.number for each in store.pending(scorers, most, after)]


def test_the_oldest_come_first_and_by_scorer(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        for number in range(1, 7):
            assert add(store, number, scorer="faithful" if number % 2 else "tone")
        assert numbers(store, "faithful", "tone", most=4) == [1, 2, 3, 4]
        assert numbers(store, "faithful", "tone", most=4, after=4) == [5, 6]
        assert numbers(store, "tone", "other") == [2, 4, 6]
        (first, *_) = store.pending(["faithful"], 1)
        assert first[1:] == (call(1).digest(), "faithful", NOW, "over_budget", b"x" * 10)


def test_a_call_is_pending_once_and_until_it_is_done(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        assert [add(store, 1), add(store, 1), add(store, 2), add(store, 3)] == [True] * 4
        assert store.finish(call(3), b"result", NOW)
        assert store.done(call(1).digest())
        assert [store.done(call(2).digest()), store.done(call(2).digest())] == [True, False]
        assert numbers(store, "faithful") == [3]


def test_there_is_room_for_so_many_and_so_many_bytes(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(pending=3, pending_bytes=100)) as store:
        assert [add(store, 1, 60), add(store, 2, 41), add(store, 3, 40)] == [True, False, True]
        store.done(call(1).digest())
        assert [add(store, 4, 60), add(store, 5, 1), add(store, 6, 0), add(store, 7, 0)] == [True, False, True, False]


def test_what_waited_too_long_is_given_up(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(pending_bytes=100, pending_age=86_400)) as store:
        for number in range(10):
            add(store, number)
        assert store.prune(NOW + DAY + 1, rows=4)
        assert len(numbers(store, "faithful")) == 6
        while store.prune(NOW + DAY + 1, rows=4):
            pass
        assert numbers(store, "faithful") == []
        assert add(store, 11, 100)
