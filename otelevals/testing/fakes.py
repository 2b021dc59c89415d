"""The surroundings of a component under test: a context, and ends of the pipeline that keep what they get."""

import threading
from collections.abc import Callable
from typing import Any

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import Clock, ManualClock
from otelevals.api.component import ComponentId, Context, Exporter
from otelevals.api.export_config import ExporterConfig
from otelevals.api.telemetry import Telemetry


def context(name: str = "test", clock: Clock | None = None, **lent: Any) -> Context:
    """A context for a component built by hand."""
    return Context(
        id=ComponentId.parse(name), telemetry=lent.pop("telemetry", Telemetry()), clock=clock or ManualClock(), **lent
    )


class MemoryExporter(Exporter):
    """Keeps what it gets. `outcome` may raise Retryable or Permanent for a batch, or wait."""

    type = "memory"

    class Config(ExporterConfig):
        pass

    def __init__(self, config: Any, context: Context, outcome: Callable[[Batch], None] | None = None) -> None:
        super().__init__(config, context)
        self.outcome = outcome
        self.batches: list[Batch] = []
        self._changed = threading.Condition()

    def export(self, batch: Batch) -> None:
        if self.outcome is not None:
            self.outcome(batch)
        with self._changed:
            self.batches.append(batch)
            self._changed.notify_all()

    @property
    def items(self) -> int:
        return sum(batch.items for batch in self.batches)

    def wait_for(self, items: int, timeout: float = 30.0) -> None:
        """Wait until so many items have come."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.items >= items, timeout):
                raise TimeoutError(f"{self.items} of {items} items came")


class MemorySink:
    """A sink that keeps what a receiver submits. `outcome` may raise to refuse it."""

    def __init__(self, outcome: Callable[[Payload], None] | None = None) -> None:
        self.outcome = outcome
        self.taken: list[tuple[Payload, Metadata]] = []

    def submit(self, payload: Payload, metadata: Metadata = ()) -> None:
        if self.outcome is not None:
            self.outcome(payload)
        self.taken.append((payload, metadata))
