"""Each exchange has one target in each role, however many nested spans tell of it."""

import pytest

from otelevals.genai.exchange import Role, roles_of
from otelevals.genai.kinds import Kind
from otelevals.genai.trace import Trace
from tests.genai.spans import OPERATION, OUTPUT
from tests.genai.traces import answering, calling, finding, id_of, name_of, of, part, trace, working

CALL = {"type": "tool_call", "name": "f"}


def standing(given: Trace, role: Role) -> dict[str, str | None]:
    """For each span that another one stands for, which one that is."""
    found = {each.span.message.name: given.standing_for(each, role) for each in given.interactions}
    return {name: name_of(other) for name, other in found.items() if other is not None}


def test_the_innermost_model_call_with_an_answer_is_the_target() -> None:
    given = trace(
        part("wrapper", answering("A.", "Q?")),
        part("client", answering("A.", "Q?"), "wrapper"),
        part("http", {"http.route": "/"}, "client"),
        part("provider", answering("A."), "http"),
        part("raw", answering(), "provider"),
    )
    assert standing(given, "llm") == {"wrapper": "provider", "client": "provider", "raw": "provider"}
    assert given.reason(of(given, "wrapper"), "llm") == (
        f"the model call provider (span {id_of('provider').hex()}) inside it is scored"
    )
    assert given.reason(of(given, "raw"), "llm") == (
        f"the model call provider (span {id_of('provider').hex()}) around it is scored"
    )
    assert given.reason(of(given, "provider"), "llm") is None


def test_with_no_answer_the_innermost_that_was_asked_and_without_content_the_innermost() -> None:
    given = trace(part("outer", answering(None, "Q?")), part("inner", answering(None, "Q?"), "outer"))
    assert standing(given, "llm") == {"outer": "inner"}
    given = trace(part("outer", answering(None, "Q?")), part("inner", answering(), "outer"))
    assert standing(given, "llm") == {"inner": "outer"}
    given = trace(part("outer", answering()), part("inner", answering(), "outer"))
    assert standing(given, "llm") == {"outer": "inner"}


def test_an_answer_of_tool_calls_is_an_answer() -> None:
    called = {"gen_ai.output.messages": [{"role": "assistant", "parts": [{"type": "tool_call", "name": "f"}]}]}
    given = trace(part("outer", answering(None, "Q?") | called), part("inner", answering(None, "Q?"), "outer"))
    assert standing(given, "llm") == {"inner": "outer"}


def test_a_model_call_around_several_is_none_of_them() -> None:
    given = trace(
        part("client", answering("B.")),
        part("loop", answering("B."), "client"),
        part("first", answering("A."), "loop", (1, 2)),
        part("second", answering("B."), "loop", (3, 4)),
        part("failed", answering(), "loop", (5, 6)),
    )
    assert standing(given, "llm") == {"client": "second", "loop": "second"}


@pytest.mark.parametrize("between", [calling("f"), working(), finding()])
def test_what_tools_agents_and_retrievals_inside_a_model_call_ask_is_another_exchange(between: dict[str, str]) -> None:
    given = trace(part("a", answering("A.")), part("f", between, "a"), part("b", answering("B."), "f"))
    assert standing(given, "llm") == {}


GUARDED = answering("The door is green.", "What colour is the door?")


@pytest.mark.parametrize(
    "inner",
    [
        answering("safe", "Is this harmless: What colour is the door?"),
        answering(None, "Is this a threat?"),
        answering("green.", "Which word names a colour?"),
        {OPERATION: "chat", OUTPUT: [{"role": "assistant", "parts": [CALL, {"type": "text", "content": "safe"}]}]},
    ],
)
def test_a_model_call_inside_one_that_was_asked_or_answers_something_else_is_another_exchange(
    inner: dict[str, str],
) -> None:
    given = trace(part("call", GUARDED), part("guard", inner, "call"), part("client", inner, "guard"))
    assert standing(given, "llm") == {"guard": "client"}


def test_model_calls_inside_one_another_that_call_other_tools_are_two_exchanges() -> None:
    outputs = [[{"role": "assistant", "parts": [CALL | {"name": name}]}] for name in "fgg"]
    one, two, three = ({OPERATION: "chat", OUTPUT: output} for output in outputs)
    given = trace(part("a", one), part("b", two, "a"), part("c", three, "b"))
    assert standing(given, "llm") == {"b": "c"}


@pytest.mark.parametrize(
    "inner",
    [
        answering(" The  door\nis green. ", "Answer briefly: What colour is the door?"),
        answering('{"answer": "The door is green."}', "What colour is the door?"),
        answering("The door is"),
        {OPERATION: "chat", OUTPUT: [{"role": "assistant", "parts": [{"type": "tool_call", "name": "final_result"}]}]},
    ],
)
def test_a_wrapper_that_formats_what_was_asked_or_answered_is_no_other_exchange(inner: dict[str, str]) -> None:
    given = trace(part("wrapper", GUARDED), part("call", inner, "wrapper"))
    assert standing(given, "llm") == {"wrapper": "call"}


@pytest.mark.parametrize(
    ("answer", "targets"), [("The door of the house is green.", {"wrapper": "call"}), ("Green.", {})]
)
def test_a_long_answer_is_not_given_twice_whatever_was_asked(answer: str, targets: dict[str, str]) -> None:
    asked = '{"question": "What colour?", "about": "door"}', "You know the door. What colour?"
    given = trace(part("wrapper", answering(answer, asked[0])), part("call", answering(answer, asked[1]), "wrapper"))
    assert standing(given, "llm") == targets


def test_a_record_of_a_streamed_answer_stands_for_the_request_beside_it() -> None:
    given = trace(
        part("run", working(kind="step")),
        part("request", answering(None, "Q?"), "run", (1, 2)),
        part("other", answering(None, "P?"), "run", (1, 2)),
        part("record", answering("A.", "Q?"), "run", (5, 5)),
        part("again", answering("A.", "Q?"), "run", (7, 7)),
    )
    assert standing(given, "llm") == {"request": "record"}
    assert given.reason(of(given, "request"), "llm") == (
        f"the model call record (span {id_of('record').hex()}) beside it is scored"
    )
    given = trace(part("request", answering(None, "Q?"), "", (1, 2)), part("record", answering("A.", "Q?"), "", (5, 5)))
    assert standing(given, "root") == {"request": "record"}


def test_a_wrapper_of_a_request_and_its_record_holds_one_call() -> None:
    given = trace(
        part("wrapper", answering()),
        part("request", answering(None, "Q?"), "wrapper", (1, 2)),
        part("record", answering("A.", "Q?"), "wrapper", (5, 5)),
    )
    assert standing(given, "llm") == {"wrapper": "record", "request": "record"}


def test_the_outermost_genai_span_is_the_root() -> None:
    given = trace(
        part("http", {"http.route": "/chat"}),
        part("agent", working("A."), "http", (1, 9)),
        part("plain", {"note": "x"}, "agent", (2, 8)),
        part("chat", answering("A."), "plain", (3, 4)),
        part("title", answering("T."), "http", (10, 11)),
    )
    assert standing(given, "root") == {"chat": "agent"}
    assert [each.root for each in given.interactions] == [True, False, True]
    assert (
        given.reason(of(given, "chat"), "root") == f"the agent agent (span {id_of('agent').hex()}) around it is scored"
    )


def test_while_a_parent_may_still_come_nothing_below_it_is_a_root() -> None:
    spans = part("chat", answering("A."), "gone"), part("agent", working("A."))
    assert [each.root for each in trace(*spans).interactions] == [True, True]
    given = trace(*spans, whole=False)
    assert (of(given, "chat").root, of(given, "agent").root) == (False, True)


def test_a_parent_in_a_circle_is_here() -> None:
    given = trace(part("a", working("A."), "b", flags=0x101), part("b", working("A."), "a", flags=0x101))
    assert [each.root for each in given.interactions] == [True, False]


def test_agents_and_workflows_with_the_same_output_are_one() -> None:
    given = trace(
        part("chain", working("A.", "invoke_workflow")),
        part("other", working("B.", "invoke_workflow"), "chain"),
        part("agent", working("A. "), "other"),
        part("step", working("A.", "invoke_workflow"), "agent"),
    )
    assert standing(given, "agent") == {"chain": "agent", "other": "agent", "step": "agent"}


def test_workflows_inside_another_one_are_steps_of_it() -> None:
    given = trace(
        part("graph", working("C.", "invoke_workflow")),
        part("first", working("A.", "invoke_workflow"), "graph"),
        part("helper", working("B."), "first"),
        part("second", working("C.", "invoke_workflow"), "graph"),
    )
    assert standing(given, "agent") == {"first": "graph", "second": "graph"}


def test_of_workflows_alone_the_outermost_counts() -> None:
    chains = [part(name, working("A.", "invoke_workflow"), around) for name, around in ("a ", "ba", "cb")]
    assert standing(trace(*chains), "agent") == {"b": "a", "c": "a"}


def test_what_was_said_is_forgotten_outside_and_behind_a_tool() -> None:
    given = trace(
        part("one", working("A."), "", (1, 2)),
        part("two", working("A."), "", (3, 9)),
        part("ask", calling("ask"), "two", (4, 8)),
        part("sub", working("A."), "ask", (5, 7)),
    )
    assert standing(given, "agent") == {}


def test_agents_without_output_are_one_when_one_is_all_that_is_in_the_other() -> None:
    given = trace(part("a", working()), part("b", working(), "a"), part("c", working(), "b"), part("d", working(), "b"))
    assert standing(given, "agent") == {"b": "a"}


def test_calls_of_one_tool_are_one_and_the_outermost_result_counts() -> None:
    given = trace(
        part("a", calling("f")),
        part("client", calling("f", "r"), "a"),
        part("server", calling("f", "r"), "client"),
        part("g", calling("g", "r"), "server"),
    )
    assert standing(given, "tool") == {"a": "client", "server": "client"}


def test_a_tool_that_calls_itself_or_an_agent_that_calls_it_again_is_another_call() -> None:
    key = "gen_ai.tool.call.arguments"
    given = trace(
        part("one", calling("f", "1", **{key: '{"n":1}'})),
        part("two", calling("f", "2", **{key: '{"n":2}'}), "one"),
        part("agent", working(), "two"),
        part("three", calling("f", "2", **{key: '{"n":2}'}), "agent"),
    )
    assert standing(given, "tool") == {}


def test_the_outermost_retrieval_with_documents_counts() -> None:
    given = trace(
        part("a", finding()), part("b", finding("x"), "a"), part("c", finding("x"), "b"), part("d", finding("x"), "c")
    )
    assert standing(given, "retrieval") == {"a": "b", "c": "b", "d": "b"}


def test_what_is_inside_an_evaluation_is_part_of_it() -> None:
    evaluation = {OPERATION: "evaluation", "gen_ai.evaluation.name": "tone"}
    given = trace(
        part("agent", working("A.")), part("judge", evaluation, "agent"), part("chat", answering("Fine."), "judge")
    )
    assert standing(given, "llm") == {"chat": "judge"}
    assert given.reason(of(given, "chat"), "llm") == f"it is part of the evaluation judge (span {id_of('judge').hex()})"


def test_a_call_around_an_evaluation_is_not_the_call_inside_it() -> None:
    evaluation = {OPERATION: "evaluation", "gen_ai.evaluation.name": "tone"}
    given = trace(
        part("chat", answering("A.")), part("judge", evaluation, "chat"), part("ask", answering("1"), "judge")
    )
    assert standing(given, "llm") == {"ask": "judge"}


def test_which_roles_a_span_can_have_follows_from_its_kind() -> None:
    assert roles_of(Kind.CHAT) == ("llm", "root")
    assert roles_of(Kind.WORKFLOW) == ("root", "agent")
    assert roles_of(Kind.RERANK) == ("root", "retrieval")
    assert roles_of(Kind.EMBEDDINGS) == ("root",)
    assert roles_of(Kind.FEEDBACK) == ()
