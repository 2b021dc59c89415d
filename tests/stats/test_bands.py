"""Of many slices, those with enough evidence are alarmed for."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.bands import Band, alarmed, bands

EVIDENCE = st.dictionaries(st.text(max_size=3), st.floats(0, 1e9), max_size=20)


def test_one_slice_needs_the_evidence_for_all() -> None:
    assert alarmed({"a": 300.0, "b": 0.0, "c": 0.0}, 100) == {"a"}
    assert alarmed({"a": 299.0, "b": 0.0, "c": 0.0}, 100) == set()


def test_several_need_less_each() -> None:
    """e-BH: with k slices the evidence of each, times k, reaches the time times the number of all."""
    assert alarmed({"a": 150.0, "b": 150.0, "c": 0.0}, 100) == {"a", "b"}
    assert alarmed({"a": 150.0, "b": 149.0, "c": 0.0}, 100) == set()


@given(EVIDENCE, st.floats(1, 1e6))
def test_where_any_is_alarmed_for_the_mean_evidence_is_that_of_the_allowed_time(
    evidence: dict[str, float], every: float
) -> None:
    found = alarmed(evidence, every)
    assert not found or sum(evidence.values()) >= every * len(evidence) * (1 - 1e-9)
    assert all(evidence[name] >= evidence[other] for name in found for other in evidence.keys() - found)


@given(EVIDENCE, st.floats(1, 1e6), st.floats(1, 1e6))
def test_what_is_paged_for_would_be_reviewed(evidence: dict[str, float], page: float, review: float) -> None:
    found = bands(evidence, page, review)
    assert found.keys() == evidence.keys()
    assert {name for name, band in found.items() if band is Band.PAGE} == alarmed(evidence, page)
    assert {name for name, band in found.items() if band is not Band.FINE} >= alarmed(evidence, page)


def test_bands() -> None:
    evidence = {"bad": 1e9, "doubtful": 1e4, "good": 10.0}
    assert bands(evidence, 1e6, 1e3) == {"bad": Band.PAGE, "doubtful": Band.REVIEW, "good": Band.FINE}
