"""Spans wait for what evaluator processes say of them, for so long and no longer; all others pass at once."""

import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from otelevals.scoring.asking import Answer, Call, Failed, NotRun, Said
from otelevals.scoring.outcome import Decision
from otelevals.scoring.score import Score
from tests.processors.line import Line, chat, content, retrieval, span

Make = Callable[..., Line]


class Elsewhere:
    """Answers what and when the test says."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, Call]] = []
        self.room = True
        self.at_the_end: Answer | None = None
        self._answers: list[tuple[Any, Answer]] = []

    def ask(self, ticket: Any, call: Call) -> Answer | None:
        if not self.room:
            return NotRun(Decision.SHED, "no room")
        self.asked.append((ticket, call))
        return None

    def answer(self, answer: Answer, which: int = 0) -> None:
        ticket, _ = self.asked.pop(which)
        self._answers.append((ticket, answer))

    def answers(self) -> Sequence[tuple[Any, Answer]]:
        found, self._answers = self._answers, []
        return found

    def pace(self, scorer: str) -> float:
        return 1.0

    @property
    def answered(self) -> bool:
        return bool(self._answers)

    @property
    def outstanding(self) -> int:
        return len(self.asked) + len(self._answers)

    def finish(self, seconds: float) -> None:
        while self.asked and self.at_the_end is not None:
            self.answer(self.at_the_end)
        if self.at_the_end is None:
            self.asked.clear()


GOOD = Said((("", Score.passing("fine")),), 0.5)


@pytest.fixture
def line(tmp_path: Path) -> Make:
    def make(scorers: Any = None, group: dict[str, Any] | None = None, **options: Any) -> Line:
        made = Line(tmp_path, scorers, group, **options)
        made.scorer._runs.calls = Elsewhere()
        return made

    return make


def elsewhere(line_: Line) -> Elsewhere:
    calls = line_.scorer._runs.calls
    assert isinstance(calls, Elsewhere)
    return calls


def test_a_span_waits_for_its_verdict_and_others_pass(line: Make) -> None:
    line_ = line()
    line_.send(chat(1, 9, answer="Rain.", at=2), span(2, 9), retrieval(3, 9, "It rains."))
    assert sorted(line_.out) == [2, 3]
    assert [call.named for _, call in elsewhere(line_).asked] == [{"context": ("It rains.",)}]
    elsewhere(line_).answer(GOOD)
    line_.wait(0)
    assert line_.explanation(1) == "fine"
    assert (line_.scorer._held.due(), line_.scorer._held.bytes) == (None, 0)
    assert [verdict.explanation for verdict in line_.verdicts] == ["fine"]


def test_one_that_takes_too_long_is_not_waited_for(line: Make) -> None:
    line_ = line(hold="2s")
    line_.send(chat(1, answer="Rain."))
    line_.wait(1.9)
    assert line_.out == {}
    line_.wait(0.2)
    assert line_.written(1) == {}
    elsewhere(line_).answer(GOOD)
    line_.wait(1)
    assert len(line_.out[1]) == 1
    assert [verdict.explanation for verdict in line_.verdicts] == ["fine"]


def test_what_is_known_at_once_is_written_whatever_becomes_of_the_rest(line: Make, tmp_path: Path) -> None:
    scorers = {"not_empty": None, "seen": {"type": "python", "path": f"{tmp_path}/checks.py:seen"}}
    line_ = line(scorers, hold="2s")
    line_.send(chat(1, answer="Rain."))
    assert [verdict.name for verdict in line_.verdicts] == ["not_empty"]
    line_.wait(3)
    assert line_.written(1)["eval.not_empty.passed"] is True
    assert "eval.seen.passed" not in line_.written(1)


def test_without_a_hold_nothing_is_held(line: Make) -> None:
    line_ = line(hold="0s")
    line_.send(chat(1, answer="Rain."))
    line_.wait(0.01)
    assert line_.written(1) == {}


def test_what_there_is_no_room_to_hold_passes(line: Make) -> None:
    line_ = line(memory={"max_bytes": 4000})
    line_.send(chat(1, answer="Rain."))
    line_.send(chat(2, answer="Rain." * 1000, trace=2))
    assert list(line_.out) == [2]
    elsewhere(line_).answer(GOOD)
    elsewhere(line_).answer(GOOD)
    line_.wait(0.1)
    assert (line_.explanation(1), line_.written(2)) == ("fine", {})
    assert [verdict.span_id for verdict in line_.verdicts] == [1, 2]


@pytest.mark.parametrize(
    ("answer", "decision"),
    [
        (Failed("timeout", "too slow", Decision.TIMED_OUT), "timed_out"),
        (Failed("process_died", "gone"), "errored"),
        (NotRun(Decision.THROTTLED, "left alone"), "throttled"),
    ],
)
def test_whatever_is_answered_lets_the_span_go(line: Make, answer: Answer, decision: str) -> None:
    line_ = line()
    line_.send(chat(1, answer="Rain."))
    elsewhere(line_).answer(answer)
    line_.wait(0.1)
    assert ("eval.seen.error" in line_.written(1)) == isinstance(answer, Failed)
    assert "eval.seen.score" not in line_.written(1)
    assert line_.telemetry.value("otelevals_decisions_total", scorer="seen", decision=decision) == 1


def test_what_is_not_taken_is_not_waited_for(line: Make) -> None:
    line_ = line()
    elsewhere(line_).room = False
    line_.send(chat(1, answer="Rain."))
    assert line_.written(1) == {}
    assert line_.telemetry.value("otelevals_decisions_total", scorer="seen", decision="shed") == 1
    assert [(lost.name, lost.explanation, lost.revision) for lost in line_.verdicts] == [("seen", "no room", 0)]


def test_a_verdict_takes_the_place_of_one_that_was_missing(line: Make) -> None:
    line_ = line(group={"hold": "none"})
    elsewhere(line_).room = False
    line_.send(chat(1, 9, answer="Rain.", at=2), span(9))
    line_.wait(5)
    elsewhere(line_).room = True
    line_.send(retrieval(3, 9, "It rains."))
    line_.wait(5)
    elsewhere(line_).answer(GOOD)
    line_.wait(0)
    assert [(each.explanation, each.revision, each.flags) for each in line_.verdicts] == [
        ("no room", 0, frozenset()),
        ("fine", 1, frozenset()),
    ]


def test_what_was_missing_and_is_none_of_its_targets_any_more_is_taken_back(line: Make) -> None:
    line_ = line(group={"hold": "none"})
    elsewhere(line_).room = False
    line_.send(chat(1, 9, answer="Rain.", at=2), span(9))
    line_.wait(5)
    line_.send(chat(2, 1, answer="Rain.", at=2))  # the model call inside it
    line_.wait(5)
    found = {(each.span_id, each.revision): each.flags for each in line_.verdicts}
    assert found == {(1, 0): frozenset(), (1, 1): frozenset({"withdrawn"}), (2, 0): frozenset()}


def test_scorers_that_ask_for_its_evaluation_run_after_it(line: Make, tmp_path: Path) -> None:
    mine = {"type": "python", "path": f"{tmp_path}/checks.py:seen"}
    scorers = {
        "both": {"type": "composite", "of": ["seen", "not_empty"], "combine": "all"},
        "not_empty": None,
        "again": {**mine, "when": 'evals["seen"].passed'},
        "seen": mine,
    }
    line_ = line(scorers)
    line_.send(chat(1, answer="Rain."))
    assert [call.scorer for _, call in elsewhere(line_).asked] == ["seen"]
    elsewhere(line_).answer(GOOD)
    line_.wait(0.1)
    assert line_.out == {}
    assert [call.scorer for _, call in elsewhere(line_).asked] == ["again"]
    elsewhere(line_).answer(Said((("", Score.failing()),), 0.1))
    line_.wait(0.1)
    said = line_.written(1)
    assert {name: said[f"eval.{name}.passed"] for name in scorers} == {
        "seen": True,
        "not_empty": True,
        "both": True,
        "again": False,
    }


def test_a_copy_waits_too_and_gets_the_same(line: Make) -> None:
    line_ = line()
    line_.send(chat(1, answer="Rain."))
    line_.send(chat(1, answer="Rain."))
    assert (line_.out, len(elsewhere(line_).asked)) == ({}, 1)
    elsewhere(line_).answer(GOOD)
    line_.wait(0.1)
    assert len(line_.out[1]) == 2
    assert line_.explanation(1) == "fine"


def test_what_changed_meanwhile_is_asked_again_and_the_old_answer_is_none(line: Make) -> None:
    line_ = line(group={"hold": "none"})
    line_.send(chat(3, 1, answer="Rain.", at=2), span(1, seconds=9))
    assert sorted(line_.out) == [1, 3]
    line_.wait(3)
    line_.send(retrieval(2, 1, "It rains."))
    line_.wait(3)
    first, second = [call.named for _, call in elsewhere(line_).asked]
    assert (first, second) == ({}, {"context": ("It rains.",)})
    elsewhere(line_).answer(GOOD)
    elsewhere(line_).answer(Said((("", Score.failing("late")),), 0.1))
    line_.wait(0.1)
    assert [(verdict.explanation, verdict.revision) for verdict in line_.verdicts] == [("late", 1)]


def test_content_that_comes_while_it_is_asked_counts(line: Make) -> None:
    line_ = line(content_wait="1s")
    line_.log(content(9, "first", trace=9))
    line_.send(chat(1))
    assert [*line_.out] == [1]
    line_.log(content(1, "Rain."))
    ((_, call),) = elsewhere(line_).asked
    assert call.positional == ["Rain."]
    elsewhere(line_).answer(GOOD)
    line_.wait(0.1)
    assert [verdict.explanation for verdict in line_.verdicts] == ["fine"]


def test_at_the_end_answers_are_waited_for_and_then_everything_goes(line: Make) -> None:
    line_ = line()
    line_.send(chat(1, answer="Rain."))
    elsewhere(line_).at_the_end = GOOD
    line_.drain()
    assert line_.explanation(1) == "fine"
    line_.send(chat(2, answer="Rain.", trace=2))
    elsewhere(line_).at_the_end = None
    line_.drain()
    assert line_.written(2) == {}
    assert line_.telemetry.value("otelevals_decisions_total", scorer="seen", decision="shed") == 1


def test_those_that_wait_for_it_are_decided_at_the_end_too(line: Make, tmp_path: Path) -> None:
    mine = {"type": "python", "path": f"{tmp_path}/checks.py:seen"}
    line_ = line({"again": {**mine, "when": 'evals["seen"].passed or true'}, "seen": mine, "not_empty": None})
    line_.send(chat(1, answer="Rain."))
    line_.drain()
    assert line_.written(1)["eval.not_empty.passed"] is True
    for name, decision in (("seen", "shed"), ("again", "missing_input")):
        assert line_.telemetry.value("otelevals_decisions_total", scorer=name, decision=decision) == 1


def test_what_is_held_of_a_request_does_not_keep_the_rest(line: Make) -> None:
    line_ = line()
    tracemalloc.start()
    try:
        for number in range(1, 9):
            line_.send(chat(number, answer="Rain.", trace=number), span(100, trace=number, text="x" * 1_000_000))
            line_.out.clear()
            line_._passed.clear()
        assert len(line_.scorer._held) == 8
        assert tracemalloc.get_traced_memory()[0] < 10_000_000
    finally:
        tracemalloc.stop()


def test_what_has_passed_unanswered_is_not_kept(line: Make) -> None:
    line_ = line(hold="2s")
    line_.send(chat(1, answer="Rain."))
    line_.send(chat(1, answer="Rain."))
    line_.wait(3)
    assert line_.scorer._held._by_mark == {}
