"""What a span says is compared with a table field by field, and so are known differences with those found."""

from typing import Any

from tests.interop.compare import Difference, differences, of_kinds, scenarios
from tests.interop.environments import producers
from tests.interop.inspection import Seen
from tests.interop.known import complaints, known

EXPECTED = [{"kind": "chat", "input_text": "Why?", "output_text": "So.", "input_tokens": 3}]


def said(**fields: Any) -> Seen:
    right = {"kind": "chat", "input_text": "Say: Why?", "output_text": "So.\n", "usage": {"input_tokens": 3}}
    return Seen("chat", {**right, **fields})


def found(*seen: Seen, outcome: str = "played") -> list[Difference]:
    return differences("chat", outcome, EXPECTED, seen, {"chat"})


def test_a_question_may_be_in_a_longer_text_and_an_answer_stands_alone() -> None:
    assert found(said()) == []
    assert found(said(output_text="So. Or not.")) == [Difference("chat", "chat", "output_text", '"So. Or not."')]


def test_an_empty_text_is_not_an_absent_one() -> None:
    assert [each.seen for each in found(said(output_text=""))] == ['""']
    assert [each.seen for each in found(said(output_text=None))] == ["absent"]


def test_spans_that_are_missing_or_too_many_are_differences() -> None:
    assert found() == [Difference("chat", "chat", "spans", "0")]
    assert found(said(), said()) == [Difference("chat", "chat", "spans", "2")]
    assert found(said(), said(kind="tool")) == [Difference("chat", "tool", "spans", "1")]


def test_every_span_of_a_kind_has_its_place_in_what_was_seen() -> None:
    pair = differences("chat", "played", EXPECTED * 2, [said(), said(usage={})], {"chat"})
    assert pair == [Difference("chat", "chat", "input_tokens", "=; absent")]


def test_spans_are_told_apart_by_what_they_say_before_their_order() -> None:
    other = {**EXPECTED[0], "output_text": "Not so."}
    pair = [said(output_text="Not so.", usage={}), said()]
    assert differences("chat", "played", [*EXPECTED, other], pair, {"chat"}) == [
        Difference("chat", "chat", "input_tokens", "=; absent")
    ]


def test_a_scenario_that_ends_otherwise_is_a_difference() -> None:
    assert found(said(), outcome="raised KeyError") == [Difference("chat", "", "outcome", "raised KeyError")]
    assert found(outcome="absent") == [Difference("chat", "", "outcome", "absent")]


def test_differences_count_in_both_directions() -> None:
    one, other = (Difference("chat", "chat", field, "absent") for field in ("tools", "user"))
    assert complaints([one], {one: "it has none"}) == []
    assert complaints([one], {other: "it has none"}) == [
        "chat: chat.tools = absent is new",
        "chat: chat.user = absent is no longer so",
    ]


def test_known_differences_are_those_of_producers_and_of_what_is_expected_of_them() -> None:
    kinds = {producer.name: producer.kinds for producer in producers()}
    for name, reasons in known().items():
        expected = of_kinds(scenarios(), kinds[name])
        assert all(each.scenario in expected for each in reasons), name
