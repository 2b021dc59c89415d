"""A trace completes the interactions of its spans, whatever their order, their ids and their times."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.evidence import Event
from otelevals.genai.exchange import ROLES
from otelevals.genai.fields import Absent, Found
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.genai.kinds import Kind
from otelevals.genai.records import Evaluation
from otelevals.genai.trace import Trace, in_order
from tests.genai.spans import INPUT, OPERATION
from tests.genai.traces import answering, calling, finding, id_of, lent, name_of, of, part, trace, working

SESSION = "gen_ai.conversation.id"
VERDICT = {"evaluations.0.evaluation.name": "tone", "evaluations.0.evaluation.score": 1.0}
JUDGE = {"openinference.span.kind": "EVALUATOR", **VERDICT}


def asked(text: str, time: int = 0) -> Event:
    return Event("gen_ai.user.message", time, {"content": text})


def answered(text: str, time: int = 0) -> Event:
    return Event("gen_ai.choice", time, {"message": {"role": "assistant", "content": text}})


def test_interactions_are_those_of_genai_spans_by_their_start_and_know_their_trace() -> None:
    given = trace(
        part("b", answering("B."), "a", (2, 3)), part("plain", {"http.route": "/"}), part("a", working(), "", (2, 9))
    )
    assert [name_of(each) for each in given.interactions] == ["a", "b"]
    assert given.interaction(id_of("b")) is given.interactions[1]
    assert given.interaction(id_of("plain")) is given.interaction(id_of("c")) is None
    assert {each.trace for each in given.interactions} == {given}
    assert Interaction(part("b", answering("B."))).trace is None


def test_of_spans_with_one_id_the_first_counts() -> None:
    given = trace(part("a", answering("first")), part("a", answering("second")))
    assert [each.output for each in given.interactions] == ["first"]


def test_spans_that_are_broken_lend_nothing_and_lead_on() -> None:
    broken = Scope([b"\xff"], Resource([]))
    unsound = part("search", finding("a"), "root", (1, 2))
    cut = part("middle", {"session.id": "x"}, "root")
    given = trace(
        part("root", {"session.id": "s"}),
        Span(unsound.raw, broken),
        Span(cut.raw + b"\x4a\xff", cut.scope),
        Span(b"\xff", cut.scope),
        part("chat", answering("A."), "middle", (3, 4)),
    )
    assert [name_of(each) for each in given.interactions] == ["chat"]
    assert lent(given, "chat", "session") == ("s", "root")
    assert lent(given, "chat", "documents") == (None, None)


def test_content_that_came_as_log_records_is_read_like_events_of_the_span() -> None:
    given = trace(part("chat", answering()), events={"chat": [answered("A.", 2), asked("Q?", 1), answered("A.", 2)]})
    view = of(given, "chat")
    assert (view.input, view.output, len(view.messages)) == ("Q?", "A.", 2)
    assert view.get("output") == Found("A.", "events gen_ai.choice")


def test_log_records_are_in_order_and_there_once_unless_no_time_tells_them_apart() -> None:
    assert in_order([asked("b", 2), asked("a", 1), asked("b", 2), asked("c", 2)]) == [
        asked("a", 1),
        asked("b", 2),
        asked("c", 2),
    ]
    assert in_order([asked("a"), asked("a")]) == [asked("a"), asked("a")]


def test_context_is_the_documents_then_what_tools_gave() -> None:
    messages = [
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": "before"}]},
        {"role": "user", "content": "Q?"},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": {"since": 1}}]},
    ]
    given = trace(
        part("agent", working("A.")),
        part("search", finding("fact"), "agent", (1, 2)),
        part("tool", calling("f", "since"), "agent", (3, 6)),
        part("server", calling("f", "since it is nested"), "tool", (4, 5)),
        part("chat", {**answering("A."), INPUT: messages}, "agent", (7, 8)),
    )
    assert lent(given, "chat", "context") == (("fact", '{"since":1}'), "search")
    assert lent(given, "agent", "context") == (("fact", "since"), "search")
    assert of(given, "search").value("context") == ("fact",)


def test_context_is_absent_for_a_reason() -> None:
    given = trace(part("agent", working()), part("chat", answering("A.", "Q?"), "agent"))
    assert of(given, "chat").get("context") == Absent("no retrieval before it in its trace, and no tool gave anything")
    given = trace(part("search", finding(" ")))
    assert of(given, "search").get("context") == Absent("its documents have no text, and no tool gave anything")


def test_verdicts_are_lent_to_what_they_link_to_else_to_their_parent() -> None:
    own = {"evaluations.0.evaluation.name": "own", "evaluations.0.evaluation.label": "good"}
    given = trace(
        part("agent", working(**{"openinference.span.kind": "AGENT"})),
        part("chat", answering("A.", **own), "agent"),
        part("linked", JUDGE, "agent", links=["chat", "chat", "missing"]),
        part("child", JUDGE, "agent"),
    )
    assert lent(given, "chat", "evaluations") == ((Evaluation("own", label="good"), Evaluation("tone", 1.0)), "linked")
    assert lent(given, "agent", "evaluations") == ((Evaluation("tone", 1.0),), "child")
    assert lent(given, "child", "evaluations") == ((Evaluation("tone", 1.0),), None)


def test_an_interaction_without_a_trace_has_its_own_fields_alone() -> None:
    view = Interaction(part("chat", answering("A."), "root"))
    assert view.get("session") == Absent(f"the span has no {SESSION}")
    assert (view.root, Interaction(part("root", working())).root) == (False, True)


CHANGES: list[tuple[str, list[Span], dict[str, list[Event]]]] = [
    ("a span that lends something else", [part("root", {"session.id": "t"})], {}),
    ("documents", [part("search", finding("b"), "root", (1, 2))], {}),
    ("a span of the same exchange", [part("inner", answering("A."), "chat", (3, 4))], {}),
    ("a GenAI span around it", [part("root", {"session.id": "s", OPERATION: "invoke_agent"})], {}),
    ("content in log events", [], {"chat": [asked("Q?")]}),
]
UNCHANGED: list[tuple[str, list[Span], dict[str, list[Event]]]] = [
    ("a span that lends nothing", [part("other", {"http.route": "/x"}, "plain")], {}),
    ("another exchange", [part("later", answering("B."), "root", (5, 6))], {}),
]


@pytest.mark.parametrize(("more", "events"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_a_span_stands_otherwise_after(more: list[Span], events: dict[str, list[Event]]) -> None:
    assert _standing(more, events) != _standing([], {})


@pytest.mark.parametrize(("more", "events"), [case[1:] for case in UNCHANGED], ids=[case[0] for case in UNCHANGED])
def test_a_span_stands_as_before_after(more: list[Span], events: dict[str, list[Event]]) -> None:
    assert _standing(more, events) == _standing([], {})


def _standing(more: list[Span], events: dict[str, list[Event]]) -> Any:
    spans = part("root", {"session.id": "s"}), part("chat", answering("A."), "root", (3, 4))
    given = trace(*more, *spans, events=events)
    return given.standing(of(given, "chat"))


def test_whether_all_has_come_changes_how_a_span_stands() -> None:
    spans = [part("chat", answering("A."), "gone")]
    whole, part_of_it = Trace(spans), Trace(spans, whole=False)
    assert whole.standing(whole.interactions[0]) != part_of_it.standing(part_of_it.interactions[0])


def test_the_kind_of_a_span_of_otelevals_is_as_without_a_trace() -> None:
    scope = Scope([InstrumentationScope(name="otelevals").SerializeToString()], Resource([]))
    span = Span(part("chat", answering("A."), "root").raw, scope)
    given = trace(part("root", {"session.id": "s"}), span)
    assert (of(given, "chat").kind, of(given, "chat").value("session")) == (Kind.EVALUATOR, None)


ATTRIBUTES: list[dict[str, Any]] = [
    answering("A.", "Q? fact 1"),
    answering(None, "Q?"),
    working("A."),
    working(),
    working("A.", "invoke_workflow"),
    calling("f", "r"),
    finding("fact 1", "fact 2"),
    finding("fact 2", kind="rerank"),
    {OPERATION: "embeddings", "gen_ai.usage.input_tokens": 3},
    {"session.id": "s", "http.route": "/"},
    {"session.id": "t"},
    JUDGE,
    {},
]
TIMES = st.tuples(st.integers(0, 4), st.integers(0, 4))
PARTS = st.tuples(st.integers(0, len(ATTRIBUTES) - 1), st.integers(0, 10), TIMES, st.integers(0, 10))


@given(st.lists(PARTS, max_size=10), st.booleans(), st.randoms(use_true_random=False))
def test_hostile_traces_are_no_error_and_mean_the_same_in_any_order(
    parts: list[tuple[int, int, tuple[int, int], int]], whole: bool, random: Any
) -> None:
    spans = [
        part(f"s{number}", ATTRIBUTES[kind], f"s{parent}", time, links=[f"s{link}"])
        for number, (kind, parent, time, link) in enumerate(parts)
    ]
    first = Trace(spans, whole=whole)
    random.shuffle(spans)
    second = Trace(spans, whole=whole)
    assert first.usage == second.usage
    for one, other in zip(first.interactions, second.interactions, strict=True):
        assert one.span is other.span
        assert first.standing(one) == second.standing(other)
        for name in FIELDS:
            field = one.get(name)
            assert isinstance(field, Found) or field.reason
        for role in ROLES:
            target = first.standing_for(one, role)
            assert (first.reason(one, role) is None) == (target is None)
            assert target is None or target.kind is Kind.EVALUATOR or first.standing_for(target, role) is None


def test_a_chain_of_ten_thousand_spans_is_no_error() -> None:
    kinds = [answering("A.", "Q?"), working("A."), finding("fact"), calling("f", "r")]
    given = trace(*[part(str(n), kinds[n % 4], str(n - 1), (n, n + 2)) for n in range(1, 10_001)])
    last = given.interactions[-1]
    assert [last.value(name) for name in ("session", "documents", "usage")] == [None, None, None]
    assert [given.standing_for(last, role) is None for role in ROLES] == [True, False, True, True, True]
