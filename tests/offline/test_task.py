"""A task answers rows, several at a time; what it raises is what became of the row, and nothing is hidden."""

import asyncio
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from otelevals.offline.rows import Row
from otelevals.offline.task import BadAnswer, BadTask, answered, load_task, read_answer


def rows(count: int) -> list[Row]:
    return [Row(number, {"input": number}) for number in range(count)]


def outputs(task: Callable[[Any], Any], count: int = 5, concurrency: int = 2) -> dict[Any, Any]:
    return {row.input: row.failure or row.output for row in answered(task, rows(count), concurrency)}


def test_every_row_is_answered() -> None:
    found = list(answered(lambda number: number * 2, rows(20), 3))
    assert sorted((row.input, row.output) for row in found) == [(number, number * 2) for number in range(20)]
    assert all(row.said["latency"] >= 0 for row in found)


def test_a_coroutine_is_awaited() -> None:
    async def task(number: int) -> str:
        await asyncio.sleep(0)
        return str(number)

    assert outputs(task) == {number: str(number) for number in range(5)}


@pytest.mark.parametrize("concurrency", [1, 4])
def test_as_many_as_are_wanted_are_under_way_at_once(concurrency: int) -> None:
    meeting = threading.Barrier(concurrency)

    def task(number: int) -> int:
        meeting.wait(30)  # raises unless so many come together
        return number

    assert outputs(task, 2 * concurrency, concurrency) == {number: number for number in range(2 * concurrency)}


def test_no_more_are_under_way_than_are_wanted() -> None:
    lock, now, most = threading.Lock(), 0, 0

    async def task(number: int) -> int:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        await asyncio.sleep(0)
        with lock:
            now -= 1
        return number

    outputs(task, 50, 3)
    assert most <= 3


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), asyncio.CancelledError()])
def test_what_a_task_raises_is_kept(error: BaseException) -> None:
    def task(number: int) -> int:
        if number == 1:
            raise error
        return number

    async def later(number: int) -> int:
        return task(number)

    for each in (task, later):
        assert outputs(each, 3)[1][0] in (type(error).__name__, "CancelledError")
        assert outputs(each, 3)[2] == 2


class Unreadable(Exception):
    def __str__(self) -> str:
        raise SystemExit


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("half \ud800"), "half ?"),
        (ValueError("x" * 1000), "x" * 499 + "…"),
        (Unreadable(), "an exception without a readable message"),
    ],
)
def test_a_row_can_be_written_whatever_its_error_says(error: Exception, message: str) -> None:
    def task(number: int) -> int:
        raise error

    (row,) = answered(task, rows(1), 1)
    assert row.failure == (type(error).__name__, message)
    assert row.span(10**18)


def test_rows_are_not_read_ahead() -> None:
    taken = 0

    def endless() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield Row(taken, {"input": taken})

    running = answered(lambda number: number, endless(), 2)
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert taken <= 4


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("Paris.", {"output": "Paris."}),
        (None, {}),
        ({"city": "Paris"}, {"output": {"city": "Paris"}}),
        ({"output": "Paris.", "other": 1}, {"output": {"output": "Paris.", "other": 1}}),
        ({"output": "Paris.", "usage": {"input_tokens": 3}}, {"output": "Paris.", "usage": {"input_tokens": 3}}),
        ((1, 2), {"output": [1, 2]}),
        (float("nan"), {}),
    ],
)
def test_what_answers_are(result: Any, said: dict[str, Any]) -> None:
    assert read_answer(result) == said


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (object(), "the task returned what is not JSON: Type is not JSON serializable: object"),
        ({"output": "x", "usage": {"tokens": 3}}, "the task returned usage: expected an object of integers by their"),
    ],
)
def test_what_no_answers_are(result: Any, sentence: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_answer(result)
    assert str(caught.value).startswith(sentence)


def test_where_tasks_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks_of_a_test.py").write_text("from words_of_a_test import ask\nnone = 3\n")
    (tmp_path / "words_of_a_test.py").write_text("def ask(question): return question\n")
    (tmp_path / "broken_of_a_test.py").write_text("raise SystemExit(2)\n")
    assert load_task("tasks_of_a_test.py:ask")("x") == load_task("tasks_of_a_test:ask")("x") == "x"
    for place, sentence in [
        ("ask", "not a task: ask (expected module:function or file.py:function)"),
        ("no.py:ask", "there is no file no.py"),
        ("tasks_of_a_test:asc", "tasks_of_a_test has no 'asc' (valid: ask; did you mean ask?)"),
        ("tasks_of_a_test:none", "tasks_of_a_test:none is not a function"),
        ("broken_of_a_test:x", "broken_of_a_test cannot be loaded: SystemExit: 2"),
        ("no_such_module:x", "no_such_module cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
    ]:
        with pytest.raises(BadTask) as caught:
            load_task(place)
        assert str(caught.value) == sentence
