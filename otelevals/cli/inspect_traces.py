"""Gathers what is inspected by its traces, which complete one another's spans, and tells when one is complete."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from otelevals.api.batch import Payload
from otelevals.api.span import Span
from otelevals.genai.evidence import Event
from otelevals.genai.log_events import LogEvent, content_event, log_event
from otelevals.genai.trace import Trace
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal

QUIET, IDLE = 1.0, 5.0
"""Seconds in which nothing came, after which a trace is complete: with its root, and without it."""
LIMIT = 256 * 1024 * 1024
"""Bytes that wait for the rest of their traces."""


class Log(NamedTuple):
    event: LogEvent
    content: Event | None
    """What it has for the span that it names."""


class Gathered:
    """The spans of one trace and the log events about it; or one of those that name no trace."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.spans: list[Span] = []
        """As they came."""
        self.logs: list[Log] = []
        self.whole = True
        self.rooted = False
        self.changed = 0.0
        self.size = 0

    @cached_property
    def trace(self) -> Trace:
        """To be asked for when all is here."""
        events: dict[bytes, list[Event]] = {}
        for log in self.logs:
            if log.content is not None:
                events.setdefault(_span_id(log), []).append(log.content)
        return Trace(self.spans, events, whole=self.whole)

    @cached_property
    def joined(self) -> dict[bytes, int]:
        """How many log events have content for a span that is here."""
        spans = {view.span.ids.span_id: 0 for view in self.trace.interactions}
        for log in self.logs:
            if log.content is not None and _span_id(log) in spans:
                spans[_span_id(log)] += 1
        return {span_id: count for span_id, count in spans.items() if count}

    @property
    def loose(self) -> list[Log]:
        """Log events that are not part of a span that is here."""
        return [log for log in self.logs if log.content is None or _span_id(log) not in self.joined]


class Traces:
    """Everything that came and was not given back, by trace. What is oldest goes first when it is too much."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.plain_logs = 0
        """Log records that are not about GenAI."""
        self._limit = limit
        self._size = self._number = 0
        self._open: dict[bytes | int, Gathered] = {}  # the one that has been quiet for longest first

    def add(self, payload: Payload, now: float = 0) -> list[str]:
        """Take what is in a request; a sentence for each part that is broken."""
        broken: list[str] = []
        if payload.signal is Signal.TRACES:
            for span in payload.spans:
                if span.sound:
                    self._add_span(span, now)
                else:
                    broken.append("a span is not valid protobuf")
        elif payload.signal is Signal.LOGS:
            self._add_logs(payload, now, broken)
        return broken

    def complete(self, now: float = 0) -> Iterator[Gathered]:
        """Those of which nothing more is expected, and those that there is no room for."""
        while self._size > self._limit:
            yield self._take(next(iter(self._open)), whole=False)
        due: list[bytes | int] = []
        for key, trace in self._open.items():
            if trace.changed + QUIET > now:
                break
            if trace.changed + _patience(trace) <= now:
                due.append(key)
        yield from map(self._take, due)

    def rest(self) -> Iterator[Gathered]:
        """All that is left, in the order in which it began to come."""
        keys = sorted(self._open, key=lambda key: self._open[key].number)
        yield from map(self._take, keys)

    def wait(self, now: float) -> float | None:
        """Seconds until the next one is complete when nothing comes, None when none is open."""
        first: float | None = None
        for trace in self._open.values():
            if first is not None and trace.changed + QUIET >= first:
                break
            due = trace.changed + _patience(trace)
            first = due if first is None else min(first, due)
        return None if first is None else max(0.0, first - now)

    def _add_span(self, span: Span, now: float) -> None:
        trace = self._trace(span.ids.trace_id, len(span.raw), now)
        trace.spans.append(span)
        trace.rooted = trace.rooted or not span.ids.parent_id

    def _add_logs(self, payload: Payload, now: float, broken: list[str]) -> None:
        for number, parts in enumerate(payload.parts):
            for raw in parts:
                scope = payload.view(number, raw).scope
                try:
                    event = log_event(raw, scope)
                    content = content_event(raw, scope)
                except MalformedRequest as error:
                    broken.append(str(error))
                    continue
                if event is None:
                    self.plain_logs += 1
                else:
                    trace = self._trace(event.interaction.span.ids.trace_id, len(raw), now)
                    trace.logs.append(Log(event, content[2] if content else None))

    def _trace(self, trace_id: bytes, size: int, now: float) -> Gathered:
        """The open trace; what names none is by itself."""
        self._number += 1
        key = trace_id or self._number
        trace = self._open.pop(key, None) or Gathered(self._number)
        trace.changed = now
        trace.size += size
        self._size += size
        self._open[key] = trace
        return trace

    def _take(self, key: bytes | int, whole: bool = True) -> Gathered:
        trace = self._open.pop(key)
        self._size -= trace.size
        trace.whole = whole
        return trace


def _patience(trace: Gathered) -> float:
    return QUIET if trace.rooted else IDLE


def _span_id(log: Log) -> bytes:
    return log.event.interaction.span.ids.span_id
