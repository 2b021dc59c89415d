"""A model to test judges with: a real server of the OpenAI protocol on this machine, which answers as it is told."""

import asyncio
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from otelevals.testing.judge_answers import Answer, Asked, Script, error, says
from otelevals.testing.judge_refusals import CONTEXT_LENGTH, refusal
from otelevals.testing.judge_server import Head, JudgeServer

_PATIENCE = 60.0


class FakeJudge:
    """`with FakeJudge() as judge:` and send chat completions to `judge.url`.

    It answers with an example of the schema that it is asked for, unless it is told otherwise: by `next` for coming
    requests, else by the first rule of `when` that applies, else by `answers`.
    """

    def __init__(self, *, delay: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        self.delay = delay
        """Seconds that every answer takes."""
        self.requests: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self._script: Script = says()
        self._rules: list[tuple[Callable[[Asked], bool], Script]] = []
        self._queue: deque[Script] = deque()
        self._changed = threading.Condition()
        self._open = asyncio.Event()
        self._open.set()
        self._scheme = "https" if tls else "http"
        self._server = JudgeServer(self._respond, tls)

    @property
    def url(self) -> str:
        """The base URL, which ends in /v1."""
        return f"{self._scheme}://127.0.0.1:{self._server.port}/v1"

    @property
    def connections(self) -> int:
        """How many have been opened."""
        return self._server.connections

    def answers(self, *values: Any) -> None:
        """Say these verdicts in turn, the last one from then on. A function returns the verdict on each request."""
        given = deque(values)

        def script(asked: Asked) -> Answer:
            value = given.popleft() if len(given) > 1 else given[0]
            return says(value(asked) if callable(value) else value)(asked)

        self._script = script

    def does(self, script: Script | Answer) -> None:
        """Answer everything so that is not answered otherwise."""
        self._script = _script(script)

    def next(self, *scripts: Script | Answer) -> None:
        """Answer the coming requests so, one each."""
        self._queue.extend(map(_script, scripts))

    def when(self, applies: Callable[[Asked], bool], script: Script | Answer) -> None:
        """Answer so whatever the rule applies to."""
        self._rules.append((applies, _script(script)))

    def refuses(self, *features: str, like: str = "openai") -> None:
        """Refuse ways (json_schema, json_object, tools) and parameters as that server does."""
        for feature in features:
            found = refusal(feature, like)
            self.when(found.applies, found.answer)

    def too_long(self, like: str = "openai") -> None:
        """Say of every prompt that it is too long, as that server does."""
        self.does(CONTEXT_LENGTH[like])

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Inside, requests come and are recorded, and their answers wait until the end."""
        self._server.call(self._open.clear)
        try:
            yield
        finally:
            self._server.call(self._open.set)

    def wait_for(self, requests: int) -> None:
        """Wait until so many requests have come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= requests, _PATIENCE):
                raise TimeoutError(f"{len(self.requests)} of {requests} requests came")

    def __enter__(self) -> "FakeJudge":
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    async def _respond(self, head: Head, body: bytes) -> Answer:
        asked = Asked(head.method, head.path, head.headers, _object(body))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        with self._changed:
            self.requests.append(asked)
            self._changed.notify_all()
        try:
            await self._open.wait()
            await asyncio.sleep(self.delay)
            return self._answer(asked)
        finally:
            self.at_once -= 1

    def _answer(self, asked: Asked) -> Answer:
        if asked.method != "POST" or not asked.path.partition("?")[0].endswith("/chat/completions"):
            return error(404, f"Unknown request URL: {asked.method} {asked.path}.", code="unknown_url")
        if self._queue:
            return self._queue.popleft()(asked)
        return next((script for applies, script in self._rules if applies(asked)), self._script)(asked)


def _script(script: Script | Answer) -> Script:
    return (lambda _: script) if isinstance(script, Answer) else script


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
