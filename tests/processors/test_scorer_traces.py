"""The scorer sees what a trace knows, each answer once, whenever its spans and their content come."""

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otelevals.genai.trace import Trace
from tests.processors.line import Line, Verdict, chat, content, retrieval, span

Make = Callable[..., Line]
NONE: frozenset[str] = frozenset()
PARTIAL, WITHDRAWN = frozenset({"partial"}), frozenset({"withdrawn"})


@pytest.fixture
def line(tmp_path: Path) -> Make:
    def make(scorers: Any = None, group: dict[str, Any] | None = None, **options: Any) -> Line:
        return Line(tmp_path, scorers, group, **options)

    return make


def root(number: int, **said: Any) -> Any:
    return span(number, 0, **{"session.id": "s1", "http.route": "/ask", **said})


class TestWithoutGrouping:
    def test_earlier_spans_lend_what_they_know(self, line: Make) -> None:
        line_ = line()
        line_.send(retrieval(2, 1, "It rains.", at=0))
        line_.send(chat(3, 1, answer="Rain.", at=2))
        assert line_.explanation(3) == "Rain. | It rains. | session None"

    def test_a_batch_is_known_before_its_spans_are_scored(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(3, 1, answer="Rain.", at=2), retrieval(2, 1, "It rains.", at=0), root(1, seconds=9))
        assert line_.explanation(3) == "Rain. | It rains. | session s1"

    def test_the_innermost_model_call_is_scored(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(2, 1, answer="Rain."), chat(1, answer="Rain."))
        assert line_.explanation(2) == "Rain. | session None"
        assert line_.written(1) == {}
        assert line_.decisions() == {"scored": 1, "duplicate": 1}

    def test_what_comes_later_changes_nothing(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(3, 1, answer="Rain.", at=2))
        line_.send(retrieval(2, 1, "It rains."), root(1, seconds=9))
        assert [verdict.explanation for verdict in line_.verdicts] == ["Rain. | session None"]

    def test_a_trace_is_forgotten_whatever_came_last(self, line: Make) -> None:
        line_ = line(memory={"max_age": "5m"})
        line_.send(chat(3, 1, answer="Rain.", at=2))
        line_.send(chat(4, 1, answer="Sun.", trace=2), root(1, seconds=9))
        assert line_.scorer.due() is not None
        line_.wait(301)
        assert line_.scorer.due() is None

    def test_tenants_know_nothing_of_each_other(self, line: Make) -> None:
        line_ = line()
        line_.send(retrieval(2, 1, "It rains."), metadata=(("x-tenant", "a"),))
        line_.send(chat(3, 1, answer="Rain.", at=2), metadata=(("x-tenant", "b"),))
        assert line_.explanation(3) == "Rain. | session None"

    def test_a_copy_of_a_span_gets_the_same_result(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(1, answer="Rain."))
        line_.send(chat(1, answer="Rain."))
        first, second = line_.out[1]
        assert first == second
        assert line_.decisions() == {"scored": 1, "duplicate": 1}
        assert len(line_.verdicts) == 1

    def test_spans_without_ids_are_scored_each_by_itself(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(0, answer="Rain.", trace=0), chat(0, answer="Sun.", trace=0))
        assert [verdict.explanation for verdict in line_.verdicts] == ["Rain. | session None", "Sun. | session None"]


class TestHolding:
    def test_a_complete_trace_lends_its_root(self, line: Make) -> None:
        line_ = line(group={})
        line_.send(chat(3, 1, answer="Rain.", at=2))
        line_.send(retrieval(2, 1, "It rains."))
        line_.send(root(1, seconds=9))
        assert line_.out == {}
        line_.wait(2)
        assert line_.explanation(3) == "Rain. | It rains. | session s1"
        assert sorted(line_.out) == [1, 2, 3]

    def test_a_late_span_supersedes_what_it_changes(self, line: Make) -> None:
        line_ = line(group={})
        line_.send(chat(3, 1, answer="Rain.", at=2), chat(4, 9, answer="Hi.", at=3), root(1, seconds=9))
        line_.wait(2)
        line_.send(retrieval(2, 1, "It rains."))
        line_.wait(2)
        assert [verdict for verdict in line_.verdicts if verdict.span_id == 3] == [
            Verdict(3, "seen", "Rain. | session s1", 0, PARTIAL),
            Verdict(3, "seen", "Rain. | It rains. | session s1", 1, NONE),
        ]
        assert len(line_.out[3]) == len(line_.out[2]) == 1

    def test_a_late_span_that_changes_nothing_supersedes_nothing(self, line: Make) -> None:
        line_ = line(group={})
        line_.send(chat(3, 1, answer="Rain.", at=2), root(1, seconds=9))
        line_.wait(2)
        line_.send(span(5, 1, at=1), chat(6, 1, answer="Sun.", at=4))
        line_.wait(2)
        assert [(verdict.span_id, verdict.revision) for verdict in line_.verdicts] == [(3, 0), (6, 0)]

    def test_a_late_inner_call_takes_the_place_of_the_outer_one(self, line: Make) -> None:
        line_ = line(group={})
        line_.send(chat(3, 1, answer="Rain.", at=2), root(1, seconds=9))
        line_.wait(2)
        line_.send(chat(4, 3, answer="Rain.", at=2))
        line_.wait(2)
        assert [(verdict.span_id, verdict.revision, verdict.flags) for verdict in line_.verdicts] == [
            (3, 0, NONE),
            (3, 1, WITHDRAWN),
            (4, 0, NONE),
        ]
        assert line_.verdicts[1].explanation == "the model call span 4 (span 0000000000000004) inside it is scored"

    def test_what_has_no_room_goes_on_as_partial(self, line: Make) -> None:
        line_ = line(group={"num_traces": 1})
        line_.send(chat(3, 1, answer="Rain."))
        line_.send(chat(4, 1, answer="Sun.", trace=2))
        assert line_.written(3)["eval.seen.partial"] is True
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session None", 0, PARTIAL)]

    def test_a_partial_trace_that_is_completed_is_scored_again(self, line: Make) -> None:
        line_ = line(group={"num_traces": 1})
        line_.send(chat(3, 1, answer="Rain."))
        line_.send(chat(4, 9, answer="Sun.", trace=2))
        line_.send(root(1, seconds=9))
        line_.wait(2)
        assert [verdict for verdict in line_.verdicts if verdict.span_id == 3] == [
            Verdict(3, "seen", "Rain. | session None", 0, PARTIAL),
            Verdict(3, "seen", "Rain. | session s1", 1, NONE),
        ]

    def test_what_comes_of_a_trace_that_is_forgotten_is_scored_as_partial(self, line: Make) -> None:
        line_ = line(group={}, memory={"max_age": "5m"})
        line_.send(chat(3, 1, answer="Rain.", at=2), root(1, seconds=9))
        line_.wait(400)
        line_.send(chat(4, 1, answer="Sun.", at=4))
        line_.wait(2)
        assert line_.verdicts == [
            Verdict(3, "seen", "Rain. | session s1", 0, NONE),
            Verdict(4, "seen", "Sun. | session None", 0, PARTIAL),
        ]


class TestWatching:
    def test_spans_pass_at_once_and_are_scored_when_their_trace_is_complete(self, line: Make) -> None:
        line_ = line(group={"hold": "none"})
        line_.send(chat(3, 1, answer="Rain.", at=2))
        line_.send(retrieval(2, 1, "It rains."))
        line_.send(root(1, seconds=9))
        assert sorted(line_.out) == [1, 2, 3]
        assert line_.verdicts == []
        line_.wait(2)
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | It rains. | session s1", 0, NONE)]
        assert line_.written(3) == {}

    def test_a_root_that_comes_before_all_others_lends(self, line: Make) -> None:
        line_ = line(group={"hold": "none"})
        line_.send(root(1, seconds=9))
        line_.send(chat(3, 1, answer="Rain.", at=2))
        line_.wait(2)
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session s1", 0, NONE)]

    def test_what_has_no_room_is_scored_as_partial(self, line: Make) -> None:
        line_ = line(group={"hold": "none"}, memory={"num_traces": 1})
        line_.send(chat(3, 1, answer="Rain."))
        line_.send(chat(4, 1, answer="Sun.", trace=2))
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session None", 0, PARTIAL)]

    @pytest.mark.parametrize("seconds", [0.0, 5.0])
    def test_spans_that_come_to_the_scorer_after_their_trace_was_complete_are_scored(
        self, line: Make, seconds: float
    ) -> None:
        line_ = line(group={"hold": "none"})
        scorer, line_.stages = line_.stages[1], line_.stages[:1]
        line_.send(chat(3, 1, answer="Rain.", at=2), retrieval(2, 1, "It rains."), root(1, seconds=9))
        line_.wait(seconds)
        line_.stages.append(scorer)
        line_.pass_on(metadata=(("x-tenant", "left out"),))
        line_.wait(2)
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | It rains. | session s1", 0, NONE)]

    def test_what_is_open_at_the_end_is_scored_as_partial(self, line: Make) -> None:
        line_ = line(group={"hold": "none"})
        line_.send(chat(3, 1, answer="Rain."))
        line_.drain()
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session None", 0, PARTIAL)]


class TestContentInLogs:
    def test_content_that_comes_first_is_seen(self, line: Make) -> None:
        line_ = line()
        line_.log(content(3, "Rain."))
        line_.send(chat(3, 1))
        assert line_.explanation(3) == "Rain. | session None"

    def test_content_that_comes_later_is_waited_for_and_the_span_is_not_kept(self, line: Make) -> None:
        line_ = line()
        line_.log(content(9, "Earlier.", trace=9))
        line_.send(chat(3, 1))
        assert line_.written(3) == {}
        assert line_.decisions() == {}
        line_.log(content(3, "Rain."))
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session None", 0, NONE)]

    def test_content_that_does_not_come_is_not_waited_for_for_ever(self, line: Make) -> None:
        line_ = line(content_wait="5s")
        line_.log(content(9, "Earlier.", trace=9))
        line_.send(chat(3, 1))
        line_.wait(4.9)
        assert line_.decisions() == {}
        line_.wait(0.1)
        assert line_.decisions() == {"content_off": 1}

    def test_services_that_send_no_content_are_not_waited_for(self, line: Make) -> None:
        line_ = line()
        line_.log(content(9, "Earlier.", trace=9), service="another")
        line_.send(chat(3, 1))
        assert line_.decisions() == {"content_off": 1}

    def test_the_first_content_of_a_service_still_finds_its_span(self, line: Make) -> None:
        line_ = line({"not_empty": None, "any": {"type": "not_empty", "on": "any"}})
        line_.send(chat(3, 1))
        assert line_.decisions("not_empty") == {"content_off": 1}
        line_.log(content(3, "Rain."))
        assert {(verdict.name, verdict.revision) for verdict in line_.verdicts} == {("not_empty", 0), ("any", 0)}

    def test_what_waits_for_content_is_not_partial_when_the_rest_comes_meanwhile(self, line: Make) -> None:
        line_ = line(group={"idle": "1s"})
        line_.log(content(9, "Earlier.", trace=9))
        answer = chat(3, 1)
        answer.flags = 0
        line_.send(answer)
        line_.wait(1)
        line_.send(root(1))
        line_.wait(2)
        line_.log(content(3, "Rain."))
        assert line_.verdicts == [Verdict(3, "seen", "Rain. | session s1", 0, NONE)]

    def test_a_call_whose_content_comes_takes_the_place_of_the_one_around_it(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(2, 1), span(1, 3), chat(3, answer="Rain."))
        line_.log(content(2, "Rain."))
        assert [(verdict.span_id, verdict.revision, verdict.flags) for verdict in line_.verdicts] == [
            (3, 0, NONE),
            (2, 0, NONE),
            (3, 1, WITHDRAWN),
        ]

    def test_content_is_there_when_its_trace_is_complete_much_later(self, line: Make) -> None:
        line_ = line(group={"max_wait": "30m"})
        line_.log(content(3, "Rain."))
        line_.send(chat(3, 1))
        line_.wait(900)
        line_.send(root(1, seconds=9))
        line_.wait(2)
        assert line_.explanation(3) == "Rain. | session s1"

    def test_what_comes_by_itself_does_not_make_a_root(self, line: Make) -> None:
        line_ = line({"answer": {"type": "not_empty", "on": "root"}})
        line_.send(chat(3, 2))
        line_.log(content(3, "Rain."))
        agent: dict[str, Any] = {"gen_ai.operation.name": "invoke_agent"}
        line_.send(span(2, 0, **agent))
        line_.log(content(2, "Rain."))
        assert [verdict.span_id for verdict in line_.verdicts] == [2]

    def test_scorers_that_lack_something_else_do_not_decide_again_with_every_event(
        self, line: Make, tmp_path: Path
    ) -> None:
        (tmp_path / "needs.py").write_text("def grounded(context):\n    return True\n")
        line_ = line({"not_empty": None, "grounded": {"type": "python", "path": f"{tmp_path}/needs.py:grounded"}})
        line_.send(chat(3, 1))
        for number in range(4):
            line_.log(content(3, f"Rain {number}."))
        assert line_.decisions("grounded") == {"missing_input": 2}
        assert line_.decisions("not_empty") == {"content_off": 1, "scored": 1}

    def test_content_that_comes_twice_is_scored_once(self, line: Make) -> None:
        line_ = line()
        line_.send(chat(3, 1))
        line_.log(content(3, "Rain."))
        line_.log(content(3, "Rain."))
        assert len(line_.verdicts) == 1


def test_spans_that_come_one_by_one_leave_nothing_behind(line: Make) -> None:
    line_ = line({"not_empty": None})
    earlier: list[weakref.ref[Trace]] = []
    for number in range(2, 12):
        line_.send(chat(number, 1, answer="Rain.", at=number))
        (view,) = line_.scorer._evaluator._views.values()
        earlier.append(weakref.ref(view))
    del view
    gc.collect()
    assert [found() is None for found in earlier] == [True] * 9 + [False]


def test_evaluations_without_room_are_counted(line: Make) -> None:
    line_ = line()
    line_.has_room = False
    line_.send(chat(3, 1, answer="Rain."))
    assert line_.telemetry.value("otelevals_evaluations_dropped_total") == 1
    assert line_.explanation(3) == "Rain. | session None"
