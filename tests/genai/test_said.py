"""A field that a span lacks is lent by the span that says it, in the order of the table, and says who lent it."""

import pytest

from otelevals.genai.fields import Absent
from tests.genai.spans import OPERATION
from tests.genai.traces import answering, lent, of, part, trace, working

SESSION = "gen_ai.conversation.id"
NO_SESSION = f"the span has no {SESSION}"


def test_a_span_says_its_own_before_all_others() -> None:
    given = trace(part("root", {"session.id": "s1"}), part("chat", answering(**{SESSION: "s2"}), "root"))
    assert lent(given, "chat", "session") == ("s2", None)


def test_the_nearest_span_around_lends_also_when_it_is_plain() -> None:
    given = trace(
        part("http", {"session.id": "far", "http.route": "/chat", "enduser.id": "ann", "tenant.id": "acme"}),
        part("middle", {"session.id": "near"}, "http"),
        part("empty", {"session.id": ""}, "middle"),
        part("chat", answering(), "empty"),
    )
    assert lent(given, "chat", "session") == ("near", "middle")
    assert lent(given, "chat", "user") == ("ann", "http")
    assert lent(given, "chat", "tenant") == ("acme", "http")
    assert lent(given, "chat", "route") == ("/chat", "http")


def test_the_root_lends_where_the_spans_between_are_not_here() -> None:
    given = trace(part("http", {"http.route": "/chat"}), part("chat", answering(), "gone"))
    assert lent(given, "chat", "route") == ("/chat", "http")
    given = trace(part("a", {"http.route": "/a"}), part("b", {"http.route": "/b"}), part("chat", answering(), "gone"))
    assert lent(given, "chat", "route") == (None, None), "a trace has one root"


def test_any_span_lends_the_session_when_all_agree() -> None:
    spans = part("root", working()), part("tool", {"session.id": "s"}, "root"), part("chat", answering(), "root")
    given = trace(*spans)
    assert lent(given, "chat", "session") == lent(given, "root", "session") == ("s", "tool")
    given = trace(*spans, part("other", {"session.id": "t"}, "root"))
    assert of(given, "chat").get("session") == Absent(f"{NO_SESSION}, and the spans of its trace do not agree on it")


def test_what_nobody_says_is_absent_for_both_reasons() -> None:
    given = trace(part("root", {"thread.id": 7}), part("chat", answering(), "root"))
    assert of(given, "chat").get("session") == Absent(f"{NO_SESSION}, and no span of its trace lends it")


def test_the_route_of_a_span_beside_is_no_route_of_this_one() -> None:
    given = trace(part("root", working()), part("get", {"http.route": "/x"}, "root"), part("chat", answering(), "root"))
    assert lent(given, "chat", "route") == (None, None)


def test_an_agent_lends_its_name_to_what_is_inside_it() -> None:
    given = trace(
        part("outer", working(**{"gen_ai.agent.name": "planner", "gen_ai.agent.id": "p"})),
        part("inner", working(**{"gen_ai.agent.name": "writer"}), "outer"),
        part("chat", answering(), "inner"),
        part("beside", answering(), "gone"),
    )
    assert (lent(given, "chat", "agent"), lent(given, "chat", "agent_id")) == (("writer", "inner"), ("p", "outer"))
    assert lent(given, "beside", "agent") == (None, None)


def test_a_prompt_template_before_a_call_lends_its_name_to_the_next_call_alone() -> None:
    given = trace(
        part("root", {"langfuse.observation.prompt.version": 3}),
        part("template", {"prompt.id": "greet"}, "root", (1, 2)),
        part("first", answering(), "root", (3, 4)),
        part("second", answering(), "root", (5, 6)),
    )
    assert lent(given, "first", "prompt_name") == ("greet", "template")
    assert lent(given, "first", "prompt_version") == ("3", "root")
    assert lent(given, "second", "prompt_name") == (None, None)


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("eval.capability.name", "capability", "support"),
        ("gen_ai.step.name", "step", "draft"),
        ("langfuse.experiment.name", "experiment", "e1"),
        ("braintrust.parent", "experiment", "experiment_id:e1"),
    ],
)
def test_the_context_of_an_evaluation_is_lent(key: str, field: str, value: str) -> None:
    given = trace(part("root", {key: value}), part("chat", answering(), "root"))
    assert lent(given, "chat", field) == (value.removeprefix("experiment_id:"), "root")


def test_an_evaluation_is_lent_nothing() -> None:
    judge = {OPERATION: "evaluation", "gen_ai.evaluation.name": "tone"}
    given = trace(part("root", {"session.id": "s"}), part("judge", judge, "root"))
    assert lent(given, "judge", "session") == (None, None)
