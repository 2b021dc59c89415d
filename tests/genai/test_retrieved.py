"""An answer sees the documents of the retrievals that fed it, and of no others."""

import pytest

from otelevals.genai.fields import Absent
from otelevals.genai.records import Document
from tests.genai.spans import INPUT
from tests.genai.traces import answering, calling, finding, lent, of, part, texts, trace, working


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
        part("search 1", finding("the door is green", "both"), "run", (1, 3)),
        part("search 2", finding("the wall is red", "both"), "run", (2, 4)),
        part("chat 1", answering("Green.", "Given: the  door\nis green, both. Door?"), "run", (5, 9)),
        part("chat 2", answering("Red.", "Given: the wall is red, both. Wall?"), "run", (6, 9)),
        part("chat 3", answering("Both.", "the door is green, the wall is red"), "run", (7, 9)),
    )
    assert texts(given, "chat 1") == ["the door is green", "both"]
    assert texts(given, "chat 2") == ["the wall is red", "both"]
    assert texts(given, "chat 3") == ["the door is green", "both", "the wall is red"]


def test_what_a_model_was_given_before_it_last_answered_does_not_count() -> None:
    messages = [
        {"role": "user", "content": "old fact. Question?"},
        {"role": "assistant", "content": "Answer."},
        {"role": "user", "content": "new fact. Question?"},
    ]
    given = trace(
        part("run", working()),
        part("search 1", finding("old fact"), "run", (1, 2)),
        part("search 2", finding("new fact"), "run", (3, 4)),
        part("chat", {**answering("Answer."), INPUT: messages}, "run", (5, 6)),
    )
    assert texts(given, "chat") == ["new fact"]


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
        part("search", finding("a fact"), "run", (1001, 1002)),
        part("chat", answering("A.", "Given a fact"), "run", (3, 4)),
        part("other", answering("A.", "Hello"), "run", (3, 4)),
    )
    assert (texts(given, "chat"), texts(given, "other")) == (["a fact"], [])


def test_where_times_are_not_known_a_retrieval_may_have_fed_a_call() -> None:
    given = trace(part("run", working()), part("chat", answering("A."), "run"), part("search", finding("a"), "run"))
    assert texts(given, "chat") == ["a"]


@pytest.mark.parametrize(
    "attributes", [calling("f", "r"), {"gen_ai.operation.name": "embeddings"}, {"http.route": "/"}]
)
def test_tools_embeddings_and_plain_spans_are_fed_by_nothing(attributes: dict[str, str]) -> None:
    given = trace(part("search", finding("a"), "run", (1, 2)), part("span", attributes, "run", (3, 4)))
    assert [each.value("documents") is None for each in given.interactions][1:] in ([], [True])
