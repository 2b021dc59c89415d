"""What was missed comes oldest first to those who are ready, and each gets it once."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otelevals.journal.entry import Target
from otelevals.pipeline.missed import Missed

A, B, C = (Target("traces", name) for name in "abc")


@dataclass
class Entry:
    id: int
    waiting: frozenset[Target] = field(default_factory=frozenset)


def missed(*waiting: set[Target]) -> Missed:
    found = Missed()
    for number, targets in enumerate(waiting):
        entry: Any = Entry(number, frozenset(targets))
        found.add(entry, entry.waiting)
    return found


def taken(found: Missed, *ready: Target) -> tuple[int, set[Target]] | None:
    result = found.next(lambda target: target in ready)
    return None if result is None else (result[0].id, set(result[1]))


def test_those_who_are_not_ready_go_on_waiting() -> None:
    found = missed({B}, {A, B}, {A})
    assert found.counts == {A: 2, B: 2}
    assert taken(found, A) == (1, {A})
    assert taken(found, A, C) == (2, {A})
    assert taken(found, A) is None
    assert taken(found, B) == (0, {B})
    assert taken(found, B) == (1, {B})
    assert not found


def test_what_others_than_the_known_wait_for_is_found() -> None:
    found = missed({A}, {A, B})
    result = found.beyond(frozenset({A}))
    assert result is not None
    assert (result[0].id, result[1]) == (1, frozenset({A, B}))
    assert found.beyond(frozenset({A})) is None
    assert found.counts == {A: 1}


def test_finished_entries_are_forgotten() -> None:
    found, entry = missed({A}), Entry(1)
    done: Any = entry
    found.add(done, frozenset({A}))
    found.add(done, frozenset({B}))
    found.forget_finished()
    assert found.counts == {A: 1}


@given(st.lists(st.sets(st.sampled_from([A, B, C]), min_size=1), max_size=8), st.data())
def test_each_gets_everything_once(waiting: list[set[Target]], data: st.DataObject) -> None:
    found, got = missed(*waiting), {target: list[int]() for target in (A, B, C)}
    for _ in range(3 * len(waiting)):
        ready = data.draw(st.sets(st.sampled_from([A, B, C])))
        result = taken(found, *ready)
        for target in result[1] if result else ():
            assert result is not None
            got[target].append(result[0])
    while (result := taken(found, A, B, C)) is not None:
        for target in result[1]:
            got[target].append(result[0])
    assert {target: sorted(ids) for target, ids in got.items()} == {
        target: [number for number, targets in enumerate(waiting) if target in targets] for target in got
    }
