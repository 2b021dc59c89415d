"""Agreement is what textbooks say it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.agreement import agreement, confusion, kappa, wilson

# The example of Cohen's kappa that everybody has: 20 both yes, 15 both no, 5 and 10 otherwise.
GRANTS = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1)


def test_known_answers() -> None:
    found = agreement(GRANTS)
    assert (found.n, found.agreed, found.accuracy) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((0.5625, 0.8090), abs=5e-5)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-5)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=5e-5)


def test_counts_of_what_was_said_for_what() -> None:
    assert confusion(GRANTS) == {("no", "no"): 15, ("no", "yes"): 10, ("yes", "no"): 5, ("yes", "yes"): 20}


def test_one_label_alone_says_nothing_about_chance() -> None:
    assert kappa([("a", "a")] * 5) is None


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match=r"^there is nothing to compare$"):
        agreement([])


@given(PAIRS)
def test_figures_are_in_their_bounds(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    assert 0 <= found.low <= found.accuracy <= found.high <= 1
    assert found.kappa is None or -1 <= found.kappa <= 1 + 1e-12
    assert sum(confusion(pairs).values()) == found.n
