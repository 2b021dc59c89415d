"""Watches what a service does with traces, and knows what is true of each of them."""

import random
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Payload
from otelevals.genai.lending import lends
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.shadow import frame_scopes
from otelevals.otlp.signals import Signal
from otelevals.otlp.span_ids import span_ids
from otelevals.scoring.known import Mark
from otelevals.scoring.outcome import Decision
from otelevals.scoring.runs import Scored
from otelevals.traces.gatherer import PUSHED_OUT, Done
from tests.trace_simulation.components import down
from tests.trace_simulation.story import Item, Record, Story
from tests.trace_simulation.traffic import resource_of

_WRITTEN = "eval."
_MOST_EARLY = 20


class Violation(AssertionError):
    """Something is not as it must be."""


@dataclass
class Counts:
    """What the metrics of a service must say."""

    gathered: int = 0
    """Spans that came to be gathered,"""
    let_go: int = 0
    """and those that went on with their trace."""
    pushed_out: int = 0
    """Traces that went on for want of room."""
    entered: int = 0
    """GenAI spans that came to scorers, with copies."""
    targets: int = 0
    """Those of them that were decided on,"""
    decided: Counter[str] = field(default_factory=Counter)
    """and how often, by scorer."""


class Oracle:
    def __init__(self, stories: dict[bytes, Story], chance: random.Random, *, forgetful: bool) -> None:
        """`forgetful`: whether scorers have so little room that they forget traces that go on."""
        self.stories = stories
        self.chance = chance
        self.wrong: list[str] = []
        """What is not as it must be: the engine would contain what is raised inside it."""
        self._forgetful = forgetful
        self.down: set[str] = set()
        """Exporters that take nothing at the moment."""
        self.keeps_early = False
        """Whether scorers keep plain spans that may lend something and come before anything about GenAI."""
        self.happened: Counter[str] = Counter()
        self._resources: dict[str, bytes] = {}
        self._revisions: dict[tuple[bytes, bytes, str, str, bool], int] = {}
        self.forget_counts()

    def forget_counts(self) -> None:
        """The metrics of the service begin anew."""
        self.counted = Counts()
        self._marks: dict[int, Mark] = {}  # by their identity: a span that was forgotten and came again has two

    # What the engine logs

    def exception(self, event: str, **said: Any) -> None:
        """It has contained a failure, perhaps a Violation."""
        error = sys.exception()
        known = isinstance(error, Violation)
        self.wrong.append(str(error) if known else f"{event}: {traceback.format_exc(limit=-3)}")

    def error(self, event: str, **said: Any) -> None:
        self.wrong.append(f"{event}: {said}")

    def warning(self, event: str, **said: Any) -> None:
        """Exporters are down now and then."""

    # Inside the service

    def gathers(self, items: int) -> None:
        self.counted.gathered += items

    def lets_go(self, done: Done) -> None:
        self.counted.let_go += done.trace.spans
        self.counted.pushed_out += done.completion == PUSHED_OUT
        self.stories[done.trace.trace_id].let_go += 1
        self.happened["traces gathered"] += 1
        if done.completion.partial:
            self.happened[f"traces gathered as partial: {done.completion.partial}"] += 1

    def enters(self, batch: Batch) -> None:
        items = [self._span(raw) for payload in batch.payloads for raws in payload.parts for raw in raws]
        for item in items:
            self.counted.entered += item.genai
            item.story.begun = item.story.begun or item.genai
        for item in items:
            if not item.story.begun:
                item.story.early += 1
                kept = self.keeps_early and lends(item.raw) and item.story.early <= _MOST_EARLY
                item.story.overlooked = item.story.overlooked or not kept

    def decides(self, scored: Scored) -> None:
        ids = scored.interaction.span.ids
        story = self.stories[ids.trace_id]
        story.reports[ids.span_id] += 1
        if id(scored.mark) not in self._marks:
            self._marks[id(scored.mark)] = scored.mark
            self.counted.targets += 1
        names = [outcome.scorer for outcome in scored.outcomes]
        self.counted.decided.update(names)
        if names not in (["seen", "top", "flaky"], ["seen", "top"], ["flaky"]):
            raise Violation(f"{_name(story, ids.span_id)}: outcomes of {names}")
        for outcome in scored.outcomes:
            self.happened[f"decisions: {outcome.decision}"] += 1
            if outcome.decision is not Decision.SCORED and not outcome.reason:
                raise Violation(f"{_name(story, ids.span_id)}: {outcome.scorer} {outcome.decision} without a reason")
            for evaluation in outcome.evaluations:
                key = (ids.trace_id, ids.span_id, evaluation.name, evaluation.version, evaluation.lost)
                last = self._revisions.get(key, -1)
                self._revisions[key] = evaluation.revision
                if evaluation.revision <= last and not (story.disturbed or self._forgetful):
                    raise Violation(f"{_name(story, ids.span_id)}: revision {evaluation.revision} after {last}")

    # At its exporters

    def arrives(self, exporter: str, batch: Batch) -> None:
        if exporter in self.down:
            raise down()
        for payload in batch.payloads:
            match payload.signal:
                case Signal.TRACES:
                    self._spans_arrive(exporter, payload)
                case Signal.LOGS:
                    self._logs_arrive(exporter, payload)
                case Signal.EVALS:
                    self._evaluations_arrive(payload)

    def _spans_arrive(self, exporter: str, payload: Payload) -> None:
        for group, scope in frame_scopes(payload.frame):
            resource = b"".join(group.resource)
            for raw in scope.items:
                item = self._span(raw)
                self._check_resource(item, resource)
                if len(raw) != len(item.raw):
                    _check_additions(item, raw[len(item.raw) :])
                item.arrived[exporter] += 1
                self.happened["spans that arrived"] += 1

    def _logs_arrive(self, exporter: str, payload: Payload) -> None:
        for group, scope in frame_scopes(payload.frame):
            resource = b"".join(group.resource)
            for raw in scope.items:
                story = self.stories.get(LogRecord.FromString(raw).trace_id)
                item = None if story is None else story.notes.get(raw)
                if item is None:
                    raise Violation(f"a log record arrived that nobody sent: {LogRecord.FromString(raw)}")
                self._check_resource(item, resource)
                item.arrived[exporter] += 1
                self.happened["log records that arrived"] += 1

    def _evaluations_arrive(self, payload: Payload) -> None:
        request = ExportLogsServiceRequest.FromString(payload.raw)
        for group in request.resource_logs:
            resource = group.resource.SerializeToString()
            for scope in group.scope_logs:
                for record in scope.log_records:
                    self._evaluation_arrives(record, resource)

    def _evaluation_arrives(self, record: Any, resource: bytes) -> None:
        story = self.stories.get(record.trace_id)
        if story is None or record.span_id not in story.spans:
            raise Violation(f"an evaluation of a span that nobody sent: {record}")
        self._check_resource(story.spans[record.span_id], resource)
        said = {item.key: to_python(item.value) for item in record.attributes}
        found = Record(
            record.span_id,
            str(said["gen_ai.evaluation.name"]),
            str(said["otelevals.version"]),
            int(str(said["otelevals.revision"])),
            str(said.get("gen_ai.evaluation.explanation", "")),
            bool(said.get("otelevals.partial")),
            bool(said.get("otelevals.withdrawn")),
            said.get("error.type") == Decision.SHED,
        )
        again = any(each[:4] == found[:4] and each.lost == found.lost for each in story.records)
        if again and not (story.disturbed or self._forgetful):
            raise Violation(f"{_name(story, record.span_id)}: evaluated twice: {found}")
        story.records.append(found)
        self.happened["evaluations that arrived"] += 1

    def _span(self, raw: bytes) -> Item:
        trace_id, span_id, _ = span_ids(raw)
        story = self.stories.get(trace_id)
        item = None if story is None else story.spans.get(span_id)
        if item is None:
            raise Violation(f"a span that nobody sent: {Span.FromString(raw)}")
        if not raw.startswith(item.raw):
            raise Violation(f"{item.name} of trace {trace_id.hex()} has changed: {Span.FromString(raw)}")
        return item

    def _check_resource(self, item: Item, resource: bytes) -> None:
        if item.service not in self._resources:
            self._resources[item.service] = resource_of(item.service)
        if resource != self._resources[item.service]:
            raise Violation(f"{item.name} came from another service: {resource!r}")


def _check_additions(item: Item, added: bytes) -> None:
    span = Span.FromString(added)
    keys = [each.key for each in span.attributes]
    span.ClearField("attributes")
    if span.ByteSize() or not keys or not all(key.startswith(_WRITTEN) for key in keys) or len(set(keys)) < len(keys):
        raise Violation(f"{item.name} of trace {item.story.trace_id.hex()} was given {keys} and {span}")


def _name(story: Story, span_id: bytes) -> str:
    return f"{story.spans[span_id].name} of {story.plot.shape} trace {story.trace_id.hex()}"
