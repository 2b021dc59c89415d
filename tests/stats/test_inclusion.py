"""The probability of several policies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.inclusion import FLOOR, Inclusion, inclusion

SHARES = st.floats(0, 1)


@given(st.lists(SHARES), st.lists(SHARES), st.floats(1e-6, 1))
def test_one_more_policy_never_lowers_it(some: list[float], more: list[float], floor: float) -> None:
    few = inclusion([Inclusion(p, "a") for p in some], floor)
    many = inclusion([Inclusion(p, "a") for p in some + more], floor)
    assert floor <= few.probability <= many.probability <= 1


def test_the_highest_wins_and_of_equals_the_first() -> None:
    wanted = [Inclusion(0.1, "rate"), Inclusion(1.0, "errors"), Inclusion(1.0, "strata")]
    assert inclusion(wanted) == Inclusion(1.0, "errors")
    assert inclusion([]) == Inclusion(FLOOR, "floor")


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a probability is between 0 and 1, not 1\.5$"):
        inclusion([Inclusion(1.5, "rate")])
