"""Has the user's own function answer the rows of a dataset, several at a time."""

import asyncio
import inspect
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

from otelevals.offline.fields import ANSWER, check
from otelevals.offline.rows import Row
from otelevals.scoring.call import message_of
from otelevals.scoring.names import choices
from otelevals.scoring.user_code import CannotLoad, load_file, load_installed


class BadTask(ValueError):
    """The function cannot be found."""


class BadAnswer(ValueError):
    """The function gave what is no answer."""


def load_task(place: str) -> Callable[[Any], Any]:
    """The function at `package.module:function` or `file.py:function`; BadTask when there is none."""
    where, _, name = place.rpartition(":")
    if not where or not name:
        raise BadTask(f"not a task: {place} (expected module:function or file.py:function)")
    module = _module(where)
    found = getattr(module, name, None)
    if found is None:
        functions = [key for key, value in vars(module).items() if callable(value) and not key.startswith(("_", "@"))]
        raise BadTask(f"{where} has no {name!r}{choices(name, functions)}")
    if not callable(found):
        raise BadTask(f"{place} is not a function")
    task: Callable[[Any], Any] = found
    return task


def _module(where: str) -> ModuleType:
    path = Path(where)
    folder = str((path.parent if where.endswith(".py") else Path()).absolute())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    if where.endswith(".py") and not path.is_file():
        raise BadTask(f"there is no file {where}")
    try:
        return load_file(path, where, "task") if where.endswith(".py") else load_installed(where)
    except CannotLoad as error:
        raise BadTask(str(error)) from error


def answered(task: Callable[[Any], Any], rows: Iterable[Row], concurrency: int) -> Iterator[Row]:
    """The rows with what the task answered or raised, as they get ready; at most so many are under way."""
    given: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[Row] = queue.SimpleQueue()
    loop = asyncio.new_event_loop()
    # daemons all: an interrupt ends the program, whatever the task is doing
    threading.Thread(target=_run, args=(loop,), name="task-loop", daemon=True).start()
    for number in range(concurrency):
        threading.Thread(target=_work, args=(task, loop, given, done), name=f"task-{number}", daemon=True).start()
    under_way = 0
    try:
        for row in rows:
            given.put(row)
            under_way += 1
            while under_way >= 2 * concurrency:
                yield done.get()
                under_way -= 1
        for _ in range(under_way):
            yield done.get()
    finally:
        for _ in range(concurrency):
            given.put(None)
        loop.call_soon_threadsafe(loop.stop)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    loop.close()


def _work(
    task: Callable[[Any], Any],
    loop: asyncio.AbstractEventLoop,
    given: "queue.SimpleQueue[Row | None]",
    done: "queue.SimpleQueue[Row]",
) -> None:
    while (row := given.get()) is not None:
        done.put(_answer(task, loop, row))


def _answer(task: Callable[[Any], Any], loop: asyncio.AbstractEventLoop, row: Row) -> Row:
    """The boundary around the user's function: whatever it raises is what became of this row."""
    started = time.perf_counter()
    try:
        result = task(row.input)
        if inspect.isawaitable(result):
            result, raised = asyncio.run_coroutine_threadsafe(_awaited(result), loop).result()
            if raised is not None:
                raise raised
        return row.answered(read_answer(result), time.perf_counter() - started)
    except BaseException as error:  # noqa: BLE001 - the task is code that is not ours, and SystemExit is no way out
        return row.failed(type(error).__name__, message_of(error), time.perf_counter() - started)


async def _awaited(result: Any) -> tuple[Any, BaseException | None]:
    """What comes, and what is raised instead: a SystemExit would end the loop, on which others wait."""
    try:
        return await result, None
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        return None, error


def read_answer(result: Any) -> Mapping[str, Any]:
    """The fields of a row that an answer stands for: an object with `output` and others of these alone, or an output.
    BadAnswer when it is no JSON."""
    try:
        plain = orjson.loads(orjson.dumps(result, option=orjson.OPT_NON_STR_KEYS))
    except (TypeError, ValueError) as error:
        raise BadAnswer(f"the task returned what is not JSON: {error}") from error
    if not (isinstance(plain, dict) and "output" in plain and plain.keys() <= ANSWER):
        plain = {"output": plain}
    said = {name: value for name, value in plain.items() if value is not None}
    wrong = [mistake for name, value in said.items() if (mistake := check(name, value)) is not None]
    if wrong:
        raise BadAnswer(f"the task returned {wrong[0]}")
    return said
