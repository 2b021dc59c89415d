"""When open traces are looked at next. Those that are due at one moment are kept together: there are many of them."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from math import inf

from otelevals.traces.open_trace import OpenTrace

_SPARED = 1000
"""So many may be out of date before it is worth while to remove them."""


class Alarms:
    def __init__(self) -> None:
        self._traces: dict[float, list[OpenTrace]] = {}
        """By the moment; a trace whose alarm has another one is out of date there."""
        self._moments: list[float] = []  # a heap
        self._size = 0

    def __len__(self) -> int:
        """How many are kept, with those that are out of date."""
        return self._size

    def set(self, trace: OpenTrace, moment: float) -> None:
        trace.alarm = moment
        traces = self._traces.get(moment)
        if traces is None:
            traces = self._traces[moment] = []
            heappush(self._moments, moment)
        traces.append(trace)
        self._size += 1

    def first(self) -> float | None:
        """When the first one is due."""
        while self._moments:
            moment = self._moments[0]
            traces = self._traces[moment]
            while traces:
                if traces[-1].alarm == moment:
                    return moment
                traces.pop()
                self._size -= 1
            del self._traces[heappop(self._moments)]
        return None

    def due(self, now: float) -> Iterator[OpenTrace]:
        """Those that are due, the first one first, which have no alarm then."""
        while self._moments and self._moments[0] <= now:
            moment = heappop(self._moments)
            traces = self._traces.pop(moment)
            self._size -= len(traces)
            traces.reverse()
            try:
                while traces:
                    trace = traces.pop()
                    if trace.alarm == moment:
                        trace.alarm = inf
                        yield trace
            finally:  # whoever asked may stop early
                for trace in reversed(traces):
                    if trace.alarm == moment:
                        self.set(trace, moment)

    def tidy(self, open_traces: int) -> None:
        """Remove what is out of date when it is more than is worth while to keep."""
        if self._size <= _SPARED + 2 * open_traces:
            return
        for moment, traces in list(self._traces.items()):
            live = [trace for trace in traces if trace.alarm == moment]
            self._size -= len(traces) - len(live)
            if live:
                self._traces[moment] = live
            else:
                del self._traces[moment]
        self._moments = list(self._traces)
        heapify(self._moments)
