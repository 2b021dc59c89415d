"""Reasons are told apart up to a number; however many there are, everything is counted."""

from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.decisions import OTHER_REASONS
from otelevals.scoring.outcome import Decision, Outcome
from otelevals.scoring.reasons import LENGTH_LIMIT, MOST, Reasons


def errored(reason: str, scorer: str = "tone") -> Outcome:
    return Outcome(scorer, Decision.ERRORED, reason)


def test_what_is_decided_alike_is_counted_together() -> None:
    reasons = Reasons()
    first = reasons.of(errored("KeyError"))
    assert reasons.of(errored("Key" + "Error")._replace(duration=1.0)) is first
    assert reasons.of(errored("KeyError", "other")) is not first
    assert reasons.of(Outcome("tone", Decision.FILTERED, "KeyError")) is not first
    assert first.key == ("tone", "errored", "KeyError")
    assert type(first.key[1]) is str


def test_a_reason_names_the_field_that_is_missing() -> None:
    missing = Outcome("tone", Decision.MISSING_INPUT, "no retrieval in its trace", "context")
    assert Reasons().of(missing).key == ("tone", "missing_input", "needs context: no retrieval in its trace")


@given(st.lists(st.text(max_size=3), max_size=200))
def test_only_so_many_are_told_apart(texts: list[str]) -> None:
    reasons = Reasons()
    for text in texts:
        reasons.of(errored(text)).count += 1
        reasons.of(errored("the same", "other")).count += 1
    counted = {id(found): found for text in texts for found in [reasons.of(errored(text))]}.values()
    assert sum(found.count for found in counted) == len(texts)
    assert len(counted) <= MOST + 1
    assert {found.key[2] for found in counted} - {*texts, OTHER_REASONS} == set()
    assert len(reasons.known) <= MOST + 1


def test_a_long_reason_is_cut() -> None:
    reasons = Reasons()
    one, other = (reasons.of(errored("x" * 1000 + end)) for end in ("1", "2"))
    assert len(one.key[2]) == LENGTH_LIMIT
    assert one is other


def test_there_is_room_again_after_a_while() -> None:
    reasons = Reasons()
    for number in range(MOST + 1):
        last = reasons.of(errored(f"{number}"))
    assert last.key[2] == OTHER_REASONS
    reasons.forget()
    assert reasons.of(errored(f"{MOST}")).key[2] == f"{MOST}"
