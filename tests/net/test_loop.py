"""The loop runs work for other threads, with and without uvloop, and stops cleanly."""

import asyncio
import sys
import threading

import pytest

from otelevals.net.loop import HttpLoop, loop_factory


async def _thread_name() -> str:
    return threading.current_thread().name


def test_work_runs_on_the_loops_own_thread() -> None:
    loop = HttpLoop("web")
    loop.start()
    assert loop.run(_thread_name()) == "web"
    loop.stop()
    assert "web" not in {each.name for each in threading.enumerate()}


def test_a_loop_that_does_not_run_says_so() -> None:
    loop = HttpLoop()
    loop.stop()
    with pytest.raises(RuntimeError, match="the HTTP loop is not running"):
        _ = loop.asyncio_loop


def test_asyncio_serves_where_uvloop_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop_factory() is asyncio.new_event_loop
