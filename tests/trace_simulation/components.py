"""Processors that tell a simulation what they do, and exporters that tell it what arrives."""

import random
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from otelevals.api.batch import Batch
from otelevals.api.component import Context, Exporter
from otelevals.api.errors import Retryable
from otelevals.api.export_config import ExporterConfig, QueueConfig, RetryConfig
from otelevals.api.registry import Registry
from otelevals.otlp.signals import Signal
from otelevals.processors.group_by_trace import GroupByTraceProcessor
from otelevals.processors.scorer import ScorerProcessor
from otelevals.scoring.runs import Scored
from otelevals.traces.gatherer import Done
from tests.simulation.components import Door
from tests.trace_simulation.elsewhere import Elsewhere


class Watch(Protocol):
    chance: random.Random

    def arrives(self, exporter: str, batch: Batch) -> None:
        """A batch is delivered. Retryable when the exporter is down."""

    def enters(self, batch: Batch) -> None:
        """A batch of spans comes to a scorer."""

    def gathers(self, items: int) -> None:
        """So many spans come to somebody who gathers traces."""

    def lets_go(self, done: Done) -> None:
        """A trace is gathered."""

    def decides(self, scored: Scored) -> None:
        """Scorers have decided on a span."""


class Watched:
    by: Watch
    """Who watches the simulation that runs: there is one at a time."""


class Group(GroupByTraceProcessor):
    type = "group_by_trace"

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        Watched.by.gathers(batch.items)
        return super().take(batch, now)

    def _watched(self, done: Iterable[Done], counts: Any) -> Iterator[Done]:
        for each in super()._watched(done, counts):
            Watched.by.lets_go(each)
            yield each


class Scorer(ScorerProcessor):
    type = "scorer"

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        if self._isolated:
            functions = {scorer.name: scorer.function for scorer in self._isolated}
            self._runs.calls = Elsewhere(functions, context.clock, Watched.by.chance)

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        if batch.signal is Signal.TRACES:
            Watched.by.enters(batch)
        return super().take(batch, now)

    def _report(self, scored: Scored) -> None:
        Watched.by.decides(scored)
        super()._report(scored)


class Sink(Exporter):
    type = "sink"

    class Config(ExporterConfig):
        sending_queue: QueueConfig = QueueConfig()
        retry_on_failure: RetryConfig = RetryConfig(randomization_factor=0, max_interval=5.0, initial_interval=1.0)

    def export(self, batch: Batch) -> None:
        Watched.by.arrives(str(self.context.id), batch)


def down() -> Retryable:
    return Retryable("down", after=1)


def registry() -> Registry:
    result = Registry(points=[])
    result.add("receivers", Door)
    result.add("processors", Group)
    result.add("processors", Scorer)
    result.add("exporters", Sink)
    return result
