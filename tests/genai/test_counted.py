"""The tokens of a trace are those of its exchanges, each counted once."""

from typing import Any

from otelevals.genai.fields import Absent
from otelevals.genai.usage import Usage
from tests.genai.spans import OPERATION
from tests.genai.traces import answering, calling, finding, lent, of, part, trace, working


def used(given: int, answered: int) -> dict[str, Any]:
    return {"gen_ai.usage.input_tokens": given, "gen_ai.usage.output_tokens": answered}


def test_the_innermost_spans_that_say_their_tokens_count() -> None:
    given = trace(
        part("agent", working(**used(99, 99))),
        part("wrapper", answering(**used(10, 1)), "agent", (1, 2)),
        part("call", answering(**used(10, 1)), "wrapper", (1, 2)),
        part("raw", {OPERATION: "raw"}, "call", (1, 2)),
        part("again", answering(**used(20, 2)), "agent", (3, 4)),
    )
    assert given.usage == Usage(30, 3, 33)
    assert of(given, "agent").usage == Usage(99, 99, 198), "its own stay what they are"


def test_an_agent_without_tokens_has_those_inside_it() -> None:
    given = trace(
        part("chain", working(kind="invoke_workflow")),
        part("agent", working(), "chain"),
        part("call", answering(**used(10, 1)), "agent", (1, 2)),
        part("again", answering(**used(20, 2)), "agent", (3, 4)),
        part("other", working(), "chain", (5, 6)),
    )
    assert lent(given, "chain", "usage") == lent(given, "agent", "usage") == (Usage(30, 3, 33), "call")
    assert lent(given, "agent", "usage.output_tokens") == (3, "call")
    source = "gen_ai.usage.input_tokens, gen_ai.usage.output_tokens of 2 spans"
    assert of(given, "agent").get("usage")[1] == source
    assert of(given, "other").get("usage") == Absent("neither the span nor one inside it says its tokens")


def test_what_tools_agents_and_evaluations_ask_inside_a_model_call_counts_beside_it() -> None:
    given = trace(
        part("call", answering(**used(10, 1))),
        part("tool", calling("f"), "call"),
        part("inner", answering(**used(20, 2)), "tool"),
        part("handed", working(**used(40, 4)), "call"),
        part("judge", {OPERATION: "evaluation", "gen_ai.evaluation.name": "tone"}, "call"),
        part("verdict", answering(**used(80, 8)), "judge"),
    )
    assert given.usage == Usage(150, 15, 165)


def test_a_model_call_inside_one_that_answers_something_else_counts_beside_it() -> None:
    given = trace(
        part("agent", working()),
        part("call", answering("Green.", "What colour?", **used(10, 1)), "agent"),
        part("guard", answering("safe", "Harmless?", **used(20, 2)), "call"),
        part("client", answering("safe", "Harmless?", **used(20, 2)), "guard"),
    )
    assert given.usage == of(given, "agent").usage == Usage(30, 3, 33)


def test_tokens_of_embeddings_are_none_of_a_model_call_and_count_once() -> None:
    embedding = {OPERATION: "embeddings", "gen_ai.usage.input_tokens": 5}
    given = trace(
        part("agent", working(**used(10, 1))),
        part("search", finding("a"), "agent"),
        part("outer", embedding, "search"),
        part("inner", embedding, "outer"),
    )
    assert given.usage == Usage(15, 1, 16)


def test_a_call_is_not_lent_tokens() -> None:
    given = trace(part("wrapper", answering("A.")), part("call", answering("A.", **used(10, 1)), "wrapper"))
    assert lent(given, "wrapper", "usage") == (None, None)


def test_a_trace_that_says_nothing_has_no_tokens() -> None:
    assert trace(part("agent", working())).usage == Usage()
