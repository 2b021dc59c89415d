"""A trace as it is sent: serialised spans and log records, how often each was accepted, and where each arrived."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.anyvalue import encode_attributes
from otelevals.otlp.signals import Signal
from tests.trace_simulation.plot import ELSEWHERE, Note, Part, Plot

_EPOCH = 1_700_000_000.0
_ATTRIBUTES = 9
_LOG_ATTRIBUTES = 6
_FLAGS = b"\x85\x01"
_GENAI = ("gen_ai.", "ai.", "openinference.")
_HERE, _THERE = 0x101, 0x301


@dataclass(slots=True, eq=False)
class Item:
    """A span or a log record."""

    story: "Story"
    name: str
    signal: Signal
    service: str
    raw: bytes
    end: float
    genai: bool
    kept: int = 0
    """How often it was accepted by a receiver with a journal,"""
    lent: int = 0
    """and by one without."""
    arrived: Counter[str] = field(default_factory=Counter)
    """How often, by exporter."""

    @property
    def accepted(self) -> int:
        return self.kept + self.lent


@dataclass(slots=True, eq=False)
class Story:
    plot: Plot
    trace_id: bytes
    spans: dict[bytes, Item] = field(default_factory=dict)
    """By their ids."""
    notes: dict[bytes, Item] = field(default_factory=dict)
    """Log records, by what they are."""
    times: list[float] = field(default_factory=list)
    """When a request with something of it was accepted."""
    under_way: int = 0
    """Items of it that somebody is going to send, again or for the first time."""
    ends: int = 0
    """How often the service ended since something of it was accepted,"""
    crashes: int = 0
    """and how often of them it was killed."""
    disturbed: bool = False
    """Whether an end of the service may have hidden a part of it from scorers, or shown them a part again."""
    let_go: int = 0
    """How often some of it was gathered and went on."""
    begun: bool = False
    """Whether a GenAI span of it came to a scorer."""
    early: int = 0
    """How many other spans of it came to a scorer before."""
    overlooked: bool = False
    """Whether the scorer does not remember some of those."""
    reports: Counter[bytes] = field(default_factory=Counter)
    """How often scorers decided on each span."""
    records: list["Record"] = field(default_factory=list)
    """Evaluations of it that left."""

    @property
    def items(self) -> list[Item]:
        return [*self.spans.values(), *self.notes.values()]

    @property
    def longest_gap(self) -> float:
        return max((later - time for time, later in pairwise(self.times)), default=0.0)


class Record(NamedTuple):
    """An evaluation that left."""

    span_id: bytes
    name: str
    version: str
    revision: int
    said: str
    partial: bool
    withdrawn: bool
    lost: bool
    """Whether it stands where there is no verdict, which may still come."""


def tell(plot: Plot, began: float, skews: dict[str, float]) -> Story:
    """The trace of a plot. `skews` are seconds by which the clocks of services are wrong."""
    story = Story(plot, plot.chance.randbytes(16))
    ids = {part.name: plot.chance.randbytes(8) for part in plot.parts}
    services = {part.name: part.service for part in plot.parts}
    for part in plot.parts:
        parent = ids.get(part.parent) or (plot.chance.randbytes(8) if part.parent == ELSEWHERE else b"")
        start, end = (_nano(began + time + skews.get(part.service, 0.0)) for time in (part.start, part.end))
        near = not part.parent or services.get(part.parent, "" if not plot.headless else part.service) == part.service
        raw = _span(story.trace_id, ids[part.name], parent, part, start, end)
        if plot.flagged:
            raw += _FLAGS + (_HERE if near else _THERE).to_bytes(4, "little")
        item = Item(story, part.name, Signal.TRACES, part.service, raw, began + part.end, _is_genai(part))
        story.spans[ids[part.name]] = item
    for note in plot.notes:
        raw = _record(story.trace_id, ids[note.span], note, _nano(began + note.time + skews.get(note.service, 0.0)))
        story.notes[raw] = Item(story, note.event, Signal.LOGS, note.service, raw, began + note.time, genai=False)
    return story


def _is_genai(part: Part) -> bool:
    return any(key.startswith(_GENAI) for key in part.attributes)


def _nano(seconds: float) -> int:
    return int((_EPOCH + seconds) * 1e9)


def _span(trace_id: bytes, span_id: bytes, parent: bytes, part: Part, start: int, end: int) -> bytes:
    head: bytes = Span(
        trace_id=trace_id,
        span_id=span_id,
        parent_span_id=parent,
        name=part.name,
        start_time_unix_nano=start,
        end_time_unix_nano=end,
    ).SerializeToString()
    return head + encode_attributes(_ATTRIBUTES, part.attributes)


def _record(trace_id: bytes, span_id: bytes, note: Note, time: int) -> bytes:
    record = LogRecord(trace_id=trace_id, span_id=span_id, time_unix_nano=time, event_name=note.event)
    raw: bytes = record.SerializeToString()
    return raw + encode_attributes(_LOG_ATTRIBUTES, note.attributes)
