"""A thread that has the evaluator process of an engine: gives it all calls at once, and starts it again."""

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import NamedTuple

import structlog

from otelevals.scoring.asking import Answer, Failed, NotRun
from otelevals.scoring.outcome import Decision
from otelevals.scoring.processes import engine_worker, wire
from otelevals.scoring.processes.calls import batch_of
from otelevals.scoring.processes.child import START_LIMIT
from otelevals.scoring.processes.engine import Notice
from otelevals.scoring.processes.process import Process
from otelevals.scoring.processes.supervisor import Asked

log = structlog.get_logger()

_SILENCE_LIMIT = 30.0
"""A process that says nothing for so long hangs."""
_SOON = 10.0
"""One that ends before is not started again at once."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0


class _Waiting(NamedTuple):
    asked: Asked
    again: bool = False
    """Whether a process had it that ended."""


class Together:
    """Calls that were not answered when the process ended are made again by the next one, once."""

    def __init__(
        self,
        hello: wire.EngineHello,
        answered: Callable[[Asked, Answer], None],
        ended: Callable[[str], None],
        noticed: Callable[[Notice], None],
    ) -> None:
        """`answered` hears what became of each call, `ended` why a process ended, `noticed` what it has to say, on the
        thread that is started here."""
        self._hello = hello
        self._answered = answered
        self._ended = ended
        self._noticed = noticed
        self._loop = asyncio.new_event_loop()
        self._come = asyncio.Event()
        self._numbers = count(wire.NOTICE + 1)
        self._waiting: list[_Waiting] = []
        """Calls that the process has not been given."""
        self._given: dict[int, _Waiting] = {}
        """Those that it has, by their numbers."""
        self._stopping = False
        self._failures = 0
        self._thread = threading.Thread(target=self._work, name="judges", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the process, whatever it does; it has a second to keep what it knows. Calls that were not answered never
        are."""
        self._loop.call_soon_threadsafe(self._stop)

    def join(self) -> None:
        self._thread.join()

    def ask(self, asked: Asked) -> None:
        self._loop.call_soon_threadsafe(self._take, asked)

    def _work(self) -> None:
        try:
            self._loop.run_until_complete(self._run())
        finally:
            self._loop.close()

    def _stop(self) -> None:
        self._stopping = True
        self._come.set()

    def _take(self, asked: Asked) -> None:
        self._waiting.append(_Waiting(asked))
        self._come.set()

    async def _run(self) -> None:
        while not self._stopping:
            await self._come.wait()
            if self._stopping:
                return
            started = time.monotonic()
            try:
                why = await self._use_process()
            except OSError as error:
                why = f"it does not start: {error}"
            if not self._stopping:
                await self._replace(why, time.monotonic() - started)

    async def _use_process(self) -> str:
        """Start a process and give it calls for as long as it lives; why it ended."""
        process = Process(engine_worker.__name__)
        try:
            source, sink = await asyncio.open_connection(sock=process.socket)
            sink.write(wire.whole(wire.to_worker(self._hello)))
            listening = asyncio.create_task(self._listen(source))
            giving = asyncio.create_task(self._give(sink))
            try:
                await asyncio.wait({listening, giving}, return_when=asyncio.FIRST_COMPLETED)
                why = listening.result() if listening.done() else ""
            finally:
                listening.cancel()
                giving.cancel()
                await asyncio.gather(listening, giving, return_exceptions=True)
                sink.transport.abort()  # which leaves nothing in the loop that waits for the socket
            return why or process.ended()
        finally:
            process.kill()

    async def _give(self, sink: asyncio.StreamWriter) -> None:
        """Until the service stops."""
        while not self._stopping:
            self._come.clear()
            waiting, self._waiting = self._waiting, []
            for each in waiting:
                number = next(self._numbers)
                self._given[number] = each
                sink.write(wire.frame(number, wire.to_worker(batch_of([each.asked.call]))))
            with suppress(ConnectionError):  # whoever listens hears that it is gone
                await sink.drain()
            await self._come.wait()

    async def _listen(self, source: asyncio.StreamReader) -> str:
        """Until the process ends; why, unless its end says it."""
        limit = START_LIMIT
        try:
            while True:
                async with asyncio.timeout(limit):
                    number, data = await wire.read_frame(source, wire.LARGEST_ANSWER)
                limit = _SILENCE_LIMIT
                if number == wire.NOTICE:
                    self._noticed(wire.decode_notice(data))
                else:
                    answer = wire.decode_answer(data)
                    if (given := self._given.pop(number, None)) is not None:
                        self._answered(given.asked, answer)
        except TimeoutError:
            return f"it said nothing for {limit:g} s"
        except wire.Garbled as error:
            return f"it sent {error}"
        except (asyncio.IncompleteReadError, ConnectionError):
            return ""

    async def _replace(self, why: str, lived: float) -> None:
        """The process is gone: another one takes its calls, but for those that it had taken from one before."""
        log.warning("the evaluator process of judges ended, another one takes its place", reason=why)
        self._ended("died")
        given, self._given = self._given, {}
        for asked, again in given.values():
            if again:
                self._answered(asked, Failed("process_died", f"its process died twice: {why}"))
            else:
                self._waiting.append(_Waiting(asked, again=True))
        self._failures = 0 if lived > _SOON else self._failures + 1
        if self._failures > 1:
            await self._pause(min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE), why)
        if self._waiting:
            self._come.set()

    async def _pause(self, seconds: float, why: str) -> None:
        """Nobody waits for the next process."""
        end = self._loop.time() + seconds
        while not self._stopping and (rest := end - self._loop.time()) > 0:
            waiting, self._waiting = self._waiting, []
            for asked, _ in waiting:
                self._answered(asked, NotRun(Decision.SHED, f"the evaluator process of judges ended: {why}"))
            self._come.clear()
            try:
                async with asyncio.timeout(rest):
                    await self._come.wait()
            except TimeoutError:
                return
