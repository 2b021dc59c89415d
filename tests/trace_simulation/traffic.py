"""Cuts traces into requests as clients do: by service, when a batch is full or its time is over, late, out of order and
more than once."""

import random
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from otelevals.api.batch import Payload
from otelevals.otlp.anyvalue import encode_attribute
from otelevals.otlp.shadow import Frame
from otelevals.otlp.signals import Signal
from tests.trace_simulation.plot import Plot
from tests.trace_simulation.shapes import SHAPES
from tests.trace_simulation.story import Item, Story, tell

_FLUSHES = (0.5, 1.0, 5.0)
_MOST = 512
_DELAYS = (0.0, 0.0, 0.1, 0.3, 1.0)
_LONG_DELAYS = (5.0, 15.0, 50.0)
_SKEWS = (0.0, 0.0, 0.0, -3.0, 0.4, 40.0)


@dataclass(slots=True, eq=False)
class Request:
    signal: Signal
    items: list[Item]
    raw: bytes

    def payload(self) -> Payload:
        return Payload.received(self.signal, self.raw)


class Traffic:
    def __init__(self, chance: random.Random, *, rate: float, unruly: float) -> None:
        """So many traces a second. `unruly` is the share of what is late or comes twice."""
        self.stories: dict[bytes, Story] = {}
        self._chance = chance
        self._rate = rate
        self._unruly = unruly
        self._number = count()
        self._ended: list[tuple[float, int, Item]] = []
        self._waiting: dict[tuple[str, Signal], list[Item]] = {}
        self._flushes: dict[tuple[str, Signal], float] = {}
        self._skews: dict[str, float] = {}
        self._arrivals: list[tuple[float, int, Request]] = []

    def begin(self, now: float, seconds: float) -> None:
        """Traces that began within these seconds."""
        wanted = self._rate * seconds
        for _ in range(int(wanted) + (self._chance.random() < wanted % 1)):
            shape = self._chance.choices(list(SHAPES), list(SHAPES.values()))[0]
            plot = Plot(self._chance, next(self._number), shape.__name__, flagged=self._chance.random() < 0.5)
            shape(plot)
            for service in dict.fromkeys(part.service for part in plot.parts):
                self._skews.setdefault(service, self._chance.choice(_SKEWS))
            story = tell(plot, now, self._skews)
            self.stories[story.trace_id] = story
            story.under_way = len(story.items)
            for item in story.items:
                heappush(self._ended, (item.end, next(self._number), item))

    def arrivals(self, now: float) -> list[Request]:
        """Requests that arrive until now."""
        while self._ended and self._ended[0][0] <= now:
            _, _, item = heappop(self._ended)
            self._waiting.setdefault((item.service, item.signal), []).append(item)
        for key, items in self._waiting.items():
            if items and self._flushes.get(key, 0.0) <= now:
                self._flushes[key] = now + self._chance.choice(_FLUSHES)
                for start in range(0, len(items), _MOST):
                    self._send(items[start : start + _MOST], now)
                self._waiting[key] = []
        due: list[Request] = []
        while self._arrivals and self._arrivals[0][0] <= now:
            due.append(heappop(self._arrivals)[2])
        return due

    def later(self, request: Request, at: float) -> None:
        """It is sent once more then."""
        heappush(self._arrivals, (at, next(self._number), request))

    @property
    def over(self) -> bool:
        return not (self._ended or self._arrivals or any(self._waiting.values()))

    def _send(self, items: list[Item], now: float) -> None:
        chance = self._chance
        for item in [each for each in items if chance.random() < self._unruly / 5]:
            items.append(item)
            item.story.under_way += 1
        if chance.random() < self._unruly:
            chance.shuffle(items)
        request = Request(items[0].signal, items, _body(items))
        late = chance.random() < self._unruly
        self.later(request, now + chance.choice(_LONG_DELAYS if late else _DELAYS))
        if chance.random() < self._unruly:
            for item in items:
                item.story.under_way += 1
            self.later(request, now + chance.choice((*_DELAYS, *_LONG_DELAYS)))


def resource_of(service: str) -> bytes:
    return encode_attribute(1, "service.name", service)


def _body(items: list[Item]) -> bytes:
    frame = Frame()
    group = frame.groups.add()
    group.resource.append(resource_of(items[0].service))
    scope = group.scopes.add()
    scope.scope.append(b"\x0a\x07library")
    scope.items.extend([item.raw for item in items])
    body: bytes = frame.SerializeToString()
    return body
