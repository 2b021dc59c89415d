"""An entry that comes again takes a place for each target, and leaves each of them once."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from otelevals.journal.entry import Target
from otelevals.pipeline.places import Places

TARGETS = [Target("traces", name) for name in "abc"]


@given(st.sets(st.sampled_from(TARGETS)), st.lists(st.frozensets(st.sampled_from(TARGETS)), max_size=6))
def test_each_place_that_was_taken_is_left_once(taken: set[Target], leaving: list[frozenset[Target]]) -> None:
    left: list[Target] = []

    def leave(targets: Iterable[Target]) -> None:
        found = list(targets)
        assert found
        left.extend(found)

    places = Places(frozenset(taken), leave)
    for targets in leaving:
        places.leave(targets)
    assert sorted(left) == sorted(taken & frozenset().union(*leaving))
