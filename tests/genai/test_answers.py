"""Whether a model answered between two times is known from when those that answered began and ended."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.answers import Answers, is_answered
from otelevals.genai.interaction import Interaction
from otelevals.genai.tree import Node
from tests.genai.spans import OPERATION, OUTPUT
from tests.genai.traces import answering, part

TIMES = st.tuples(st.integers(0, 9), st.integers(0, 9))


def call(attributes: Mapping[str, object], time: tuple[int, int] = (0, 0)) -> Node:
    span = part("call", attributes, "", time)
    return Node(span, Interaction(span))


@given(st.lists(TIMES, max_size=6), TIMES)
def test_an_answer_is_between_two_times_that_began_after_one_and_ended_before_the_other(
    calls: list[tuple[int, int]], times: tuple[int, int]
) -> None:
    start, end = (each * 1_000_000 for each in times)
    answers = Answers([call({}, time) for time in calls])
    assert answers.between(start, end) == any(times[0] <= began and ended <= times[1] for began, ended in calls)


def test_who_only_calls_a_tool_or_says_nothing_has_not_answered() -> None:
    text, tool = {"type": "text", "content": "Let me look."}, {"type": "tool_call", "name": "search"}
    calling = {OPERATION: "chat", OUTPUT: [{"role": "assistant", "parts": [text, tool]}]}
    assert [is_answered(call(each)) for each in (answering("A."), answering(), calling)] == [True, False, False]
