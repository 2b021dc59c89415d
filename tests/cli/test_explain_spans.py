"""Of what scorers decided on a span at several times, what they decided in the end is shown."""

from otelevals.api.decisions import DecisionKey
from otelevals.cli.explain_spans import spans_of
from otelevals.store.decided import DecidedThen, OfTrace
from tests.store.samples import NOW, decided, evaluation


def key(decision: str, scorer: str = "tone") -> DecisionKey:
    return scorer, decision, f"because of {decision}" if decision != "scored" else ""


def ends(*times: tuple[int, list[DecisionKey]]) -> dict[str, str]:
    """The decision of each scorer, when these were made one after the other at such revisions."""
    thens = [DecidedThen(NOW + n, decided(1, *keys, revision=revision)) for n, (revision, keys) in enumerate(times)]
    (span,) = spans_of(OfTrace(thens, []))
    assert span.complete
    return {row.scorer: row.decision for row in span.rows}


def test_what_is_told_in_parts_is_put_together() -> None:
    assert ends((0, [key("scored")]), (0, [key("timed_out", "slow")])) == {"tone": "scored", "slow": "timed_out"}


def test_content_that_comes_later_takes_the_place_of_none() -> None:
    early = [key("content_off"), key("scored", "length")]
    late = [key("scored"), key("duplicate", "length")]
    assert ends((0, early), (0, late)) == {"tone": "scored", "length": "scored"}
    assert ends((0, [key("errored")]), (0, [key("duplicate")])) == {"tone": "errored"}
    assert ends((0, [key("content_off")]), (0, [key("duplicate")])) == {"tone": "duplicate"}


def test_a_later_revision_takes_the_place_of_an_earlier_one() -> None:
    assert ends((0, [key("scored")]), (1, [key("duplicate")])) == {"tone": "duplicate"}
    assert ends((1, [key("filtered")]), (0, [key("scored")])) == {"tone": "filtered"}


def test_processors_have_revisions_of_their_own() -> None:
    once, again = key("scored", "once"), key("filtered", "again")
    assert ends((0, [once]), (0, [key("scored", "again")]), (1, [again])) == {"once": "scored", "again": "filtered"}
    assert ends((1, [again]), (0, [once])) == {"once": "scored", "again": "filtered"}


def test_evaluations_are_with_their_scorer_and_span() -> None:
    found = OfTrace(
        [DecidedThen(NOW, decided(1, key("scored"), key("filtered", "length")))],
        [evaluation(1, name="tone.a", scorer="tone"), evaluation(2), evaluation(1, name="tone.b", scorer="tone")],
    )
    first, second = spans_of(found)
    assert [[each.name for each in row.evaluations] for row in first.rows] == [["tone.a", "tone.b"], []]
    assert (second.complete, [row.decision for row in second.rows]) == (False, ["scored"])


def test_a_verdict_that_came_after_all_is_told_from_one_in_time() -> None:
    then = DecidedThen(NOW, decided(1, key("throttled"), key("errored", "length"), key("over_budget", "slow")))
    found = [evaluation(1), evaluation(1, name="length", score=None, error="timeout")]
    (span,) = spans_of(OfTrace([then], found))
    assert [(row.scorer, row.decision, row.reason) for row in span.rows] == [
        ("tone", "judged_later", "because of throttled"),
        ("length", "errored", "because of errored"),
        ("slow", "over_budget", "because of over_budget"),
    ]


def test_an_unknown_trace_has_no_spans() -> None:
    assert spans_of(OfTrace([], [])) == []
