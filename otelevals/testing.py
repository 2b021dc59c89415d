"""What tests of components need, for ours and for anyone's: short fakes, and telemetry to feed them."""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import Clock, ManualClock
from otelevals.api.component import ComponentId, Context, Exporter
from otelevals.api.export_config import ExporterConfig
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.anyvalue import from_python
from otelevals.otlp.signals import Signal


def context(name: str = "test", clock: Clock | None = None, **lent: Any) -> Context:
    """A context for a component built by hand."""
    return Context(
        id=ComponentId.parse(name), telemetry=lent.pop("telemetry", Telemetry()), clock=clock or ManualClock(), **lent
    )


def trace_request(
    spans: int | Iterable[Mapping[str, Any]] = 1, *, service: str = "app", name: str = "work"
) -> ExportTraceServiceRequest:
    """A request with one resource: so many plain spans, or one span for each mapping of attributes."""
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = service
    scope = group.scope_spans.add()
    attributes = [{}] * spans if isinstance(spans, int) else list(spans)
    for number, values in enumerate(attributes, start=1):
        span = scope.spans.add(
            trace_id=number.to_bytes(16, "big"),
            span_id=number.to_bytes(8, "big"),
            name=name,
            start_time_unix_nano=1_700_000_000_000_000_000,
            end_time_unix_nano=1_700_000_000_250_000_000,
        )
        for key, value in values.items():
            span.attributes.add(key=key).value.CopyFrom(from_python(value))
    return request


def trace_payload(spans: int | Iterable[Mapping[str, Any]] = 1, **options: str) -> Payload:
    return Payload.received(Signal.TRACES, trace_request(spans, **options).SerializeToString())


def trace_batch(spans: int | Iterable[Mapping[str, Any]] = 1, metadata: Metadata = (), **options: str) -> Batch:
    return Batch(Signal.TRACES, (trace_payload(spans, **options),), metadata)


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
