"""Refuses data at the door of its pipelines while memory is short. What was accepted before passes."""

from otelevals.api.batch import Batch
from otelevals.api.component import Context, Processor
from otelevals.api.memory import MemoryLimiter, MemoryLimiterConfig


class MemoryLimiterProcessor(Processor):
    """The receivers' sinks call `admit` before they accept a request for a pipeline that has this processor."""

    type = "memory_limiter"

    class Config(MemoryLimiterConfig, Processor.Config):
        pass

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self.limiter = MemoryLimiter(config, context.log, context.clock)
        self._refused = context.telemetry.counter(
            "otelevals_processor_memory_limiter_refused_requests", "Requests refused.", ["processor"]
        ).labels(processor=str(context.id))

    def start(self) -> None:
        self.limiter.start()

    def shutdown(self) -> None:
        self.limiter.stop()

    def admit(self, size: int) -> None:
        """Raise Retryable to refuse a request."""
        if self.limiter.refusing:
            self._refused.inc()
        self.limiter.admit()

    def process(self, batch: Batch) -> Batch:
        items = batch.signal.wire.items
        self.context.telemetry.counter(
            f"otelcol_processor_memory_limiter_accepted_{items}", f"Accepted {items.replace('_', ' ')}.", ["processor"]
        ).labels(processor=str(self.context.id)).inc(batch.items)
        return batch
