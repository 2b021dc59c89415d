"""An answer sees the documents of the retrievals that fed it, and of no others."""

from typing import Any

import pytest

from otelevals.genai.fields import Absent
from otelevals.genai.records import Document
from otelevals.genai.trace import Trace
from tests.genai.spans import INPUT, OPERATION, OUTPUT
from tests.genai.traces import answering, calling, finding, lent, of, part, texts, trace, working

GREEN, RED = "The door of the house is green.", "The wall of the garden is red."
BOTH = "Both of them are in the country."
NOTHING = {OPERATION: "retrieval", "gen_ai.retrieval.documents": "[]"}
UNASKED = answering("Yes.", "Do you sell umbrellas?")


def test_the_retrieval_beside_a_call_feeds_it() -> None:
    given = trace(
        part("run", working("Green.")),
        part("search", finding("d1 The door is green."), "run", (1, 2)),
        part("chat", answering("Green.", "What colour?"), "run", (3, 4)),
    )
    assert lent(given, "chat", "documents") == ((Document("d1 The door is green.", "d1"),), "search")
    assert lent(given, "run", "documents") == ((Document("d1 The door is green.", "d1"),), "search")


def test_the_nearest_span_around_that_holds_one_decides() -> None:
    given = trace(
        part("run", working()),
        part("early", finding("far"), "run", (1, 2)),
        part("step", working(kind="invoke_workflow"), "run", (3, 9)),
        part("search", finding("near"), "step", (4, 5)),
        part("call", working(kind="invoke_workflow"), "step", (6, 9)),
        part("chat", answering("Yes."), "call", (7, 8)),
    )
    assert texts(given, "chat") == ["near"]
    assert texts(given, "run") == ["far", "near"]


def test_what_is_found_after_a_call_began_did_not_feed_it() -> None:
    given = trace(
        part("run", working()),
        part("chat", answering("?"), "run", (1, 2)),
        part("search", finding("late"), "run", (20, 30)),
        part("again", answering("!"), "run", (28, 40)),
    )
    assert of(given, "chat").get("documents") == Absent("no retrieval before it in its trace")
    assert texts(given, "again") == ["late"], "clocks differ by some milliseconds"


def test_without_retrievals_there_are_no_documents() -> None:
    given = trace(part("run", working()), part("search", finding(), "run"))
    assert of(given, "run").get("documents") == Absent("no retrieval in it or before it in its trace")


def test_all_retrievals_since_the_last_answer_count_and_equal_documents_once() -> None:
    given = trace(
        part("run", working()),
        part("old", finding("first question"), "run", (1, 2)),
        part("answer", answering("First."), "run", (3, 4)),
        part("one", finding("a", "b"), "run", (5, 6)),
        part("call", answering(), "run", (6, 7)),
        part("two", finding("b", "c"), "run", (8, 9)),
        part("chat", answering("Second."), "run", (10, 11)),
    )
    assert texts(given, "chat") == ["a", "b", "c"]


def test_of_parallel_answers_each_sees_the_documents_that_it_was_given() -> None:
    given = trace(
        part("run", working()),
        part("search 1", finding(GREEN, BOTH), "run", (1, 3)),
        part("search 2", finding(RED, BOTH), "run", (2, 4)),
        part("chat 1", answering("Green.", f"Given: {GREEN}, {BOTH}. Door?".replace(" ", "\n ")), "run", (5, 9)),
        part("chat 2", answering("Red.", f"Given: {RED}, {BOTH}. Wall?"), "run", (6, 9)),
        part("chat 3", answering("Both.", f"{GREEN}, {RED}"), "run", (7, 9)),
    )
    assert texts(given, "chat 1") == [GREEN, BOTH]
    assert texts(given, "chat 2") == [RED, BOTH]
    assert texts(given, "chat 3") == [GREEN, BOTH, RED]


def test_what_a_model_was_given_before_it_last_answered_does_not_count() -> None:
    messages = [
        {"role": "user", "content": f"{GREEN} Question?"},
        {"role": "assistant", "content": "Answer."},
        {"role": "user", "content": f"{RED} Question?"},
    ]
    given = trace(
        part("run", working()),
        part("search 1", finding(GREEN), "run", (1, 2)),
        part("search 2", finding(RED), "run", (3, 4)),
        part("chat", {**answering("Answer."), INPUT: messages}, "run", (5, 6)),
    )
    assert texts(given, "chat") == [RED]


def test_the_outermost_of_nested_retrievals_with_documents_counts() -> None:
    given = trace(
        part("run", working()),
        part("empty", finding(), "run", (1, 9)),
        part("outer", finding("a"), "empty", (2, 8)),
        part("inner", finding("a", "b"), "outer", (3, 7)),
        part("chat", answering("A."), "run", (10, 11)),
    )
    assert texts(given, "chat") == ["a"]


def test_a_reranking_stands_for_the_retrievals_that_it_ranked() -> None:
    given = trace(
        part("run", working()),
        part("other", finding("x"), "run", (1, 2)),
        part("search", finding("a", "b", "c"), "run", (2, 3)),
        part("rank", finding("c", "a", kind="rerank"), "run", (4, 5)),
        part("chat", answering("C."), "run", (6, 7)),
    )
    assert texts(given, "chat") == ["x", "c", "a"]
    assert texts(given, "run") == ["x", "c", "a"]


def test_a_call_inside_a_retrieval_is_no_answer_and_is_not_fed_by_it() -> None:
    given = trace(
        part("run", working()),
        part("search", finding("a"), "run", (1, 2)),
        part("rank", finding("b", kind="rerank"), "run", (3, 6)),
        part("judge", answering("b is best"), "rank", (4, 5)),
        part("chat", answering("A."), "run", (7, 8)),
    )
    assert texts(given, "judge") == ["a"]
    assert texts(given, "chat") == ["a", "b"]


def test_without_a_parent_the_nearest_before_it_in_the_trace_feeds_it() -> None:
    given = trace(part("search", finding("a"), "gone", (1, 2)), part("chat", answering("A."), "lost", (3, 4)))
    assert texts(given, "chat") == ["a"]


def test_clocks_that_differ_much_are_overruled_by_what_the_model_was_given() -> None:
    given = trace(
        part("run", working(), "", (1, 9)),
        part("search", finding(GREEN), "run", (1001, 1002)),
        part("chat", answering("A.", f"Given: {GREEN}"), "run", (3, 4)),
        part("other", answering("A.", "Hello"), "run", (3, 4)),
    )
    assert (texts(given, "chat"), texts(given, "other")) == ([GREEN], [])


def test_where_times_are_not_known_a_retrieval_may_have_fed_a_call() -> None:
    given = trace(part("run", working()), part("chat", answering("A."), "run"), part("search", finding("a"), "run"))
    assert texts(given, "chat") == ["a"]


def saying_and_calling(text: str) -> dict[str, Any]:
    return {"role": "assistant", "parts": [{"type": "text", "content": text}, {"type": "tool_call", "name": "search"}]}


def found_by_tool(text: str) -> dict[str, Any]:
    return {"role": "tool", "parts": [{"type": "tool_call_response", "response": text}]}


@pytest.mark.parametrize("split", [False, True], ids=["one message", "two messages"])
@pytest.mark.parametrize("known", [False, True], ids=["inputs off", "inputs known"])
def test_an_agent_that_says_something_when_it_calls_a_tool_has_not_answered(known: bool, split: bool) -> None:
    says = [saying_and_calling("Let me look."), saying_and_calling("Now the wall.")]
    said = [{**each, "parts": [part]} for each in says for part in each["parts"]] if split else says
    half = len(said) // 2
    question = {"role": "user", "content": "What colour are they?"}
    asked = [question, *said[:half], found_by_tool(GREEN), *said[half:], found_by_tool(RED)]
    given = trace(
        part("run", working()),
        part("look 1", {OPERATION: "chat", OUTPUT: said[:half]}, "run", (1, 2)),
        part("search 1", finding(GREEN), "run", (3, 4)),
        part("look 2", {OPERATION: "chat", OUTPUT: said[half:]}, "run", (5, 6)),
        part("search 2", finding(RED), "run", (7, 8)),
        part("chat", {**answering("Green, red."), **({INPUT: asked} if known else {})}, "run", (9, 10)),
    )
    assert texts(given, "chat") == [GREEN, RED]


def test_a_retrieval_that_found_nothing_feeds_nothing() -> None:
    given = trace(
        part("run", working()),
        part("first", working(kind="invoke_workflow"), "run", (1, 9)),
        part("search 1", finding(GREEN), "first", (2, 3)),
        part("chat 1", answering("Green."), "first", (4, 5)),
        part("second", working(kind="invoke_workflow"), "run", (10, 19)),
        part("search 2", NOTHING, "second", (11, 12)),
        part("chat 2", answering("Sorry."), "second", (13, 14)),
    )
    assert texts(given, "chat 1") == [GREEN]
    assert of(given, "chat 2").get("documents") == Absent("the retrieval before it found nothing")
    assert of(given, "second").get("documents") == Absent("the retrieval in it or before it found nothing")
    assert lent(given, "run", "documents") == ((Document(GREEN, "The"),), "search 1")


def test_a_retrieval_that_found_nothing_takes_nothing_from_one_beside_it() -> None:
    given = trace(
        part("run", working()),
        part("search 1", finding(GREEN), "run", (1, 2)),
        part("search 2", NOTHING, "run", (1, 3)),
        part("chat", answering("Green."), "run", (4, 5)),
    )
    assert lent(given, "chat", "documents") == ((Document(GREEN, "The"),), "search 1")


@pytest.mark.parametrize("none", ["[]", '{"documents": []}'])
def test_a_list_of_no_documents_is_known_and_none_that_a_step_says_is_no_obstacle_to_what_it_is_lent(none: str) -> None:
    given = trace(
        part("run", working(**{"gen_ai.retrieval.documents": none})),
        part("search 1", finding(GREEN), "run", (1, 2)),
        part("search 2", {**NOTHING, "gen_ai.retrieval.documents": none}, "run", (1, 2)),
    )
    assert of(given, "search 2").value("documents") == ()
    assert texts(given, "run") == [GREEN]


def test_of_long_prompts_and_long_lists_the_parts_that_matter_most_are_compared() -> None:
    many = [f"Of all the documents this is number {number}." for number in range(60)]
    given = trace(
        part("run", working()),
        part("search 1", finding(GREEN), "run", (1, 2)),
        part("search 2", finding(RED), "run", (1, 3)),
        part("search 3", finding(*many), "run", (1, 4)),
        part("chat 1", answering("A.", GREEN + "?" * 200_000 + RED), "run", (5, 6)),
        part("chat 2", answering("A.", f"{GREEN} {many[59]}"), "run", (5, 6)),
    )
    assert texts(given, "chat 1") == [RED]
    assert texts(given, "chat 2") == [GREEN]


def two_turns(second: dict[str, Any], time: tuple[int, int] = (11, 12)) -> Trace:
    """Of which the first one searched."""
    return trace(
        part("run", working()),
        part("first", working(kind="invoke_workflow"), "run", (1, 9)),
        part("search", finding(GREEN), "first", (1, 2)),
        part("chat 1", answering("Green.", f"{GREEN} Door?"), "first", (4, 9)),
        part("second", working(kind="invoke_workflow"), "run", (time[0] - 1, time[1] + 1)),
        part("chat 2", second, "second", time),
    )


@pytest.mark.parametrize("time", [(11, 12), (4, 6)], ids=["after it", "beside it"])
def test_what_fed_another_answer_feeds_a_call_that_was_given_it_or_may_have_been(time: tuple[int, int]) -> None:
    history = [
        {"role": "user", "content": f"{GREEN} Door?"},
        {"role": "assistant", "content": "Green."},
        {"role": "user", "content": "Sure?"},
    ]
    for second in answering("Yes."), answering("Yes.", f"Grade: {GREEN}"), {**answering("Yes."), INPUT: history}:
        given = two_turns(second, time)
        assert (texts(given, "chat 1"), texts(given, "chat 2"), texts(given, "second")) == ([GREEN],) * 3
    given = two_turns(UNASKED, time)
    reason = Absent("what was found before it fed another answer, and is not in what it was given")
    assert texts(given, "chat 1") == [GREEN]
    assert of(given, "chat 2").get("documents") == of(given, "second").get("documents") == reason


def test_what_no_other_answer_was_made_from_feeds_a_call_that_was_given_it_in_other_words() -> None:
    given = trace(
        part("run", working()),
        part("rewrite", answering("colour of the door", "Door?"), "run", (1, 2)),
        part("search", finding(GREEN), "run", (3, 4)),
        part("chat", answering("Green.", "Green is the door. Door?"), "run", (5, 6)),
    )
    assert texts(given, "chat") == [GREEN]


def test_hundreds_of_retrievals_feed_one_answer() -> None:
    found = [f"Of all the documents this is number {number}." for number in range(300)]
    searches = [part(f"s{number}", finding(text), "run", (1, 2)) for number, text in enumerate(found)]
    given = trace(part("run", working()), *searches, part("chat", answering("A.", " ".join(found)), "run", (3, 4)))
    assert sorted(texts(given, "chat")) == sorted(texts(given, "run")) == sorted(found)


def test_a_short_text_in_a_line_says_nothing() -> None:
    long = "The door of the house " + "is green. " * 40
    given = trace(
        part("run", working()),
        part("search 1", finding("Paris", "yes"), "run", (1, 2)),
        part("search 2", finding(long), "run", (1, 3)),
        part("chat", answering("Yes.", "In Paris: yes, The  door of the house " + "is green. " * 8), "run", (4, 5)),
    )
    assert texts(given, "chat") == [long]


def test_a_short_text_that_is_a_line_was_given() -> None:
    given = trace(
        part("run", working()),
        part("search 1", finding("It is green.", "yes"), "run", (1, 2)),
        part("search 2", finding("It is red.", "no"), "run", (1, 3)),
        part("chat", answering("Green.", "Given:\n  It is  green.\nIs it so or is it no door?"), "run", (4, 5)),
    )
    assert lent(given, "chat", "documents")[1] == "search 1"


def test_a_text_that_only_begins_or_ends_like_one_that_was_given_was_not() -> None:
    given = trace(
        part("run", working()),
        *[
            part(f"s {number}", finding(f"Title of the one document. It is about {about}, since then."), "run", (1, 2))
            for number, about in enumerate(("apples and pears", "bread and butter", "cups and saucers"))
        ],
        part("chat", answering("A.", "Title of the one document. It is about bread and butter, since then."), "run"),
    )
    assert lent(given, "chat", "documents")[1] == "s 1"


@pytest.mark.parametrize(
    "attributes", [calling("f", "r"), {"gen_ai.operation.name": "embeddings"}, {"http.route": "/"}]
)
def test_tools_embeddings_and_plain_spans_are_fed_by_nothing(attributes: dict[str, str]) -> None:
    given = trace(part("search", finding("a"), "run", (1, 2)), part("span", attributes, "run", (3, 4)))
    assert [each.value("documents") is None for each in given.interactions][1:] in ([], [True])
