"""Sums of random groups add up and subtract like any sum."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.groups import GROUPS, Groups, group_of, merged

WHOLE = st.integers(0, 1000).map(float)
ADDED = st.lists(st.tuples(st.integers(0, GROUPS - 1), WHOLE, st.integers(0, 1).map(float)))


def summed(rows: list[tuple[int, float, float]]) -> Groups:
    result = Groups()
    for row in rows:
        result.add(*row)
    return result


@given(ADDED, ADDED, ADDED)
def test_it_does_not_matter_in_which_order_they_are_merged(
    a: list[tuple[int, float, float]], b: list[tuple[int, float, float]], c: list[tuple[int, float, float]]
) -> None:
    left, right = merged([summed(a), summed(b)]), merged([summed(c), summed(b)])
    left.merge(summed(c))
    right.merge(summed(a))
    assert left == right == summed(a + b + c)


@given(ADDED, ADDED)
def test_what_is_subtracted_was_never_there(
    a: list[tuple[int, float, float]], b: list[tuple[int, float, float]]
) -> None:
    both = summed(a + b)
    both.subtract(summed(b))
    assert both == summed(a)


@given(ADDED)
def test_bytes_keep_them(rows: list[tuple[int, float, float]]) -> None:
    groups = summed(rows)
    assert len(groups.to_bytes()) == 256
    assert Groups.from_bytes(groups.to_bytes()) == groups


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^sums of 32 groups have 256 bytes, not 3$"):
        Groups.from_bytes(b"abc")


def test_sessions_are_spread_over_all_groups_and_stay_in_theirs() -> None:
    counts = Counter(group_of(b"session-%d" % number) for number in range(32_000))
    assert set(counts) == set(range(GROUPS))
    assert max(counts.values()) < 1200
    assert group_of(b"session-1") == 13
