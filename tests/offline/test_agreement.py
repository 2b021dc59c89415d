"""What was said is compared with what was expected: what is equal, what passed that should not, and who abstained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.offline.agreement import Agreement, Compared, Share

LABELS = ("good", "ok", "bad", "cannot_judge")
PASSING = {"good": True, "ok": False, "bad": False}


def agreement(*pairs: tuple[str, str], passing: dict[str, bool] | None = None) -> Agreement:
    cases = [Compared(str(number), *pair) for number, pair in enumerate(pairs)]
    return Agreement(LABELS, PASSING if passing is None else passing, "cannot_judge", cases)


def test_each_kind_of_disagreement_is_counted() -> None:
    found = agreement(
        ("good", "good"),
        ("good", "bad"),
        ("good", "cannot_judge"),
        ("ok", "bad"),
        ("ok", "good"),
        ("cannot_judge", "good"),
        ("cannot_judge", "cannot_judge"),
        ("bad", "bad"),
    )
    assert found.share is not None
    assert found.share.value == 3 / 8
    assert (found.false_passes, found.false_fails) == (Share(1, 3), Share(1, 3))
    assert (found.abstained, found.should_abstain) == (2, 2)
    assert [case.id for case in found.disagreements] == ["1", "2", "3", "4", "5"]
    assert found.confusion.counts == ((1, 0, 1, 1), (1, 0, 1, 0), (0, 0, 1, 0), (1, 0, 0, 1))


def test_of_nothing_nothing_is_known() -> None:
    found = agreement()
    assert (found.share, found.kappa, found.false_passes) == (None, None, Share(0, 0))


def test_nothing_passes_or_fails_without_a_threshold() -> None:
    found = agreement(("good", "bad"), passing={})
    assert (found.false_passes, found.false_fails) == (None, None)


def test_chance_is_taken_off() -> None:
    """One that says good of everything is right as often as there are good ones, and tells nothing."""
    always = agreement(*[("good", "good")] * 3, ("bad", "good"))
    assert always.share is not None
    assert always.kappa is not None
    assert always.share.value == 0.75
    assert always.kappa.value == pytest.approx(0)


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1))
def test_every_case_counts_once(pairs: list[tuple[str, str]]) -> None:
    found = agreement(*pairs)
    assert found.confusion.n == len(pairs)
    assert found.share is not None
    assert found.share.value * len(pairs) == pytest.approx(len(pairs) - len(found.disagreements))
    assert found.share.low <= found.share.value <= found.share.high
    assert found.false_passes is not None
    assert found.false_fails is not None
    assert found.false_passes.n + found.false_fails.n <= len(found.disagreements)
