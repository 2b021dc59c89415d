"""What alerts keep is written whole or not at all, by the name of an exporter, and can be read again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.store.alerts import AlertStore
from otelevals.store.errors import CannotOpen
from tests.store.samples import NOW, evaluation, failing, opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AlertStore]:
    found = AlertStore(tmp_path / "db")
    yield found
    found.close()


def test_parts_and_sums_are_there_until_they_are_dropped(store: AlertStore) -> None:
    store.save("a", {"x": b"1", "y": b"2"}, {("p", 1): b"s", ("p", 2): b"t"}, [], NOW)
    store.save("b", {"x": b"other"}, {}, [], NOW)
    store.save("a", {"x": b"3", "y": None}, {("p", 1): None}, [], NOW)
    assert store.load("a") == ({"x": b"3"}, {("p", 2): b"t"})
    assert store.names() == ["a", "b"]


def test_messages_wait_in_their_order_until_they_are_delivered(store: AlertStore) -> None:
    first, second = store.save("a", {}, {}, [("slack/team", b"1"), ("webhook/x", b"2")], NOW)
    (third,) = store.save("a", {}, {}, [("slack/team", b"3")], NOW)
    store.delivered(second)
    assert [(each.id, each.place, each.message) for each in store.waiting("a")] == [
        (first, "slack/team", b"1"),
        (third, "slack/team", b"3"),
    ]
    assert store.waiting("b") == []


def test_silences_hold_until_they_end(store: AlertStore) -> None:
    number = store.add_silence("{}", NOW + 1000, "why")
    assert [each.id for each in store.silences(NOW)] == [number]
    assert store.silences(NOW + 1000) == []
    store.save("a", {}, {}, [], NOW + 1000)
    assert store.end_silence(number) is False


def test_evaluations_of_the_ledger_are_read_in_their_order(store: AlertStore) -> None:
    with opened(store.path) as ledger:
        later = failing(2, time=NOW * 10**6, session="s", dimensions=(("model", "a"),))
        ledger.add([later, evaluation(1, time=(NOW - 60_000) * 10**6), evaluation(3, run="offline")], NOW)
    first, second = store.evaluations(NOW - 120_000, NOW + 1)
    assert (first.passed, second.passed, second.session) == (True, False, "s")
    assert (second.trace_id, second.time, second.dimensions) == (later.trace_id, later.time, later.dimensions)


def test_a_store_that_is_not_there_is_not_made_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="there is no store at"):
        AlertStore(tmp_path / "none", create=False)


def test_what_is_handed_over_waits_until_it_was_saved_or_is_too_old(store: AlertStore) -> None:
    for number in range(3):
        store.hand_over("a", bytes(1000), NOW + number, NOW)
    store.hand_over("b", b"other", NOW, NOW)
    first, second, third = (number for number, _ in store.handed_over("a", 0, 10))
    assert store.handed_over("a", first, 1) == [(second, bytes(1000))]
    store.save("a", {}, {}, [], NOW, first)
    assert [number for number, _ in store.handed_over("a", 0, 10)] == [second, third]
    store.hand_over("a", b"new", NOW + 9, NOW + 2)
    assert [body for _, body in store.handed_over("a", 0, 10)] == [bytes(1000), b"new"]
    assert store.handed_over("b", 0, 10)[0][1] == b"other"
