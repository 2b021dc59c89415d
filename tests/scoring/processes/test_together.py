"""An engine makes many calls at once in a process of its own; whatever happens to it, every call is answered."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from otelevals.scoring.asking import Answer, Call, Failed, NotRun, Said
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.processes import together as module
from otelevals.scoring.processes import wire
from otelevals.scoring.processes.calls import Encoder
from otelevals.scoring.processes.engine import Notice, Setting
from otelevals.scoring.processes.supervisor import Asked
from otelevals.scoring.processes.together import Together
from tests.waiting import eventually

ENGINE = "tests.scoring.processes.engines:Obedient"


class Engine:
    def __init__(self, engine: str, max_memory: int) -> None:
        self.answers: dict[Any, Answer] = {}
        self.ended: list[str] = []
        self.notices: list[Notice] = []
        self._changed = threading.Condition()
        hello = wire.EngineHello(engine, Setting("sqlite:///x.db", Path(), "run 1"), [], max_memory)
        self.together = Together(hello, self._answered, self.ended.append, self.notices.append)

    def _answered(self, asked: Asked, answer: Answer) -> None:
        with self._changed:
            self.answers[asked.ticket] = answer
            self._changed.notify_all()

    def ask(self, ticket: Any, *positional: Any) -> None:
        self.together.ask(Asked(ticket, "x", Encoder().encode(Call("x", positional, {}))))

    def answer(self, ticket: Any) -> Answer:
        with self._changed:
            assert self._changed.wait_for(lambda: ticket in self.answers, 60)
            return self.answers[ticket]


@contextmanager
def running(engine: str = ENGINE, max_memory: int = 1 << 30) -> Iterator[Engine]:
    made = Engine(engine, max_memory)
    made.together.start()
    try:
        yield made
    finally:
        made.together.stop()
        made.together.join()


def process(answer: Answer) -> str:
    """The process that answered."""
    assert isinstance(answer, Said)
    assert isinstance(answer.verdicts, tuple)
    return str(answer.verdicts[0][1].label)


def test_calls_are_made_at_once() -> None:
    with running() as engine:
        for number in range(200):
            engine.ask(number, "wait for", 200)
        answers = [engine.answer(number) for number in range(200)]
    assert len({process(answer) for answer in answers}) == 1
    assert process(answers[0]).startswith("run 1 ")
    assert all(
        isinstance(answer, Said) and answer.origin == Origin("j", "m", "r/1", "h", cost=0.5) for answer in answers
    )


def test_failures_and_notices_arrive() -> None:
    with running() as engine:
        engine.ask(1, "fail")
        assert engine.answer(1) == Failed("budget", "no", Decision.TIMED_OUT, 1.0)
        eventually(lambda: any(notice.counts for notice in engine.notices))
    told = [notice for notice in engine.notices if notice.counts]
    assert [(notice.pace, [tuple(each) for each in notice.counts], notice.warnings) for notice in told] == [
        ({"x": 0.25}, [("otelevals_judge_cached", ["x"], 1.0)], ["something is odd"])
    ]


def test_what_was_not_answered_is_asked_again_once(tmp_path: Path) -> None:
    with running() as engine:
        engine.ask("good", "wait for", 1)
        first = process(engine.answer("good"))
        engine.ask("once", "die once", str(tmp_path / "mark"))
        engine.ask("beside", "wait for", 1)
        assert process(engine.answer("once")) != first
        assert isinstance(engine.answer("beside"), Said)
    assert engine.ended == ["died"]


def test_what_brings_two_processes_down_is_not_asked_a_third_time() -> None:
    with running() as engine:
        engine.ask(1, "die")
        assert engine.answer(1) == Failed("process_died", "its process died twice: it ended with status 5")
    assert engine.ended == ["died"] * 2


def test_an_answer_that_cannot_be_read_is_an_end_of_the_process() -> None:
    with running() as engine:
        engine.ask(1, "garble")
        assert engine.answer(1) == Failed(
            "process_died", "its process died twice: it sent an answer that cannot be read"
        )


def test_an_engine_is_closed_when_the_service_ends(tmp_path: Path) -> None:
    with running() as engine:
        engine.ask(1, "note at the end, and wait", str(tmp_path / "note"))
        engine.ask(2, "wait for", 2)
        engine.answer(2)
    assert (tmp_path / "note").read_text() == "1"  # what noticed was told to end, and has not heard it yet
    assert engine.ended == []


def test_one_that_says_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SILENCE_LIMIT", 2.5)
    with running() as engine:
        engine.ask(1, "hang")
        assert engine.answer(1) == Failed("process_died", "its process died twice: it said nothing for 2.5 s")


def test_too_little_memory_costs_one_call() -> None:
    with running() as engine:
        engine.ask(1, "want", 1 << 40)
        assert engine.answer(1) == Failed("MemoryError", "there was not enough memory for it")
        engine.ask(2, "wait for", 1)
        assert isinstance(engine.answer(2), Said)


def test_an_engine_that_cannot_be_made_costs_its_calls() -> None:
    with running("tests.scoring.processes.engines:Missing") as engine:
        engine.ask(1, "wait for", 1)
        answer = engine.answer(1)
        assert isinstance(answer, NotRun | Failed)
        engine.ask(2, "wait for", 1)
        assert isinstance(engine.answer(2), NotRun | Failed)


def test_it_stops_whatever_the_process_does() -> None:
    with running() as engine:
        engine.ask(1, "hang")
        engine.ask(2, "wait for", 3)
        eventually(lambda: bool(engine.notices) or bool(engine.ended))
    assert engine.answers == {}
