"""The event loop that carries every HTTP listener of the process, in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

_log = structlog.get_logger()

T = TypeVar("T")


class HttpLoop:
    """Start it before the listeners that use it, stop it after them. Listeners still running lose their connections."""

    def __init__(self, name: str = "http") -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def asyncio_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the HTTP loop is not running")
        return self._loop

    def start(self) -> None:
        self._loop = loop_factory()()
        self._thread = threading.Thread(target=_run, args=(self._loop,), name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._loop = None
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the loop and wait for its result; for other threads than the loop's own."""
        return asyncio.run_coroutine_threadsafe(work, self.asyncio_loop).result()


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.set_exception_handler(_report)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.get_loop().run_forever()


def _report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    _log.error("HTTP loop: " + str(context["message"]), exc_info=context.get("exception"))
