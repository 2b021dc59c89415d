"""A backend that takes a fixed number of bytes a second: each request is answered when its turn is over."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable

from otelevals.net.message import Request, Response
from otelevals.otlp.status import PROTOBUF
from tests.overload.clients import SPANS

_NAME = re.compile(rb"request-(\d{8})")


class SlowBackend:
    def __init__(self, rate: float) -> None:
        """`rate` may be changed at any time."""
        self.rate = rate
        self._turn = asyncio.Lock()
        self._spans: Counter[int] = Counter()

    async def take(self, request: Request) -> Response:
        async with self._turn:
            await asyncio.sleep(len(request.body) / self.rate)
        self._spans.update(map(int, _NAME.findall(request.body)))
        return Response(200, b"", PROTOBUF)

    def missing(self, requests: Iterable[int]) -> int:
        """How many of these requests have not arrived with all of their spans."""
        return sum(self._spans[number] < SPANS for number in requests)

    @property
    def duplicated(self) -> int:
        """How many spans came more than once."""
        return sum(max(0, spans - SPANS) for spans in tuple(self._spans.values()))
