"""Refuses data at the door of its pipelines while memory is short. What was accepted before passes."""

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Processor
from otelevals.api.errors import Retryable
from otelevals.api.memory import MemoryLimiter, MemoryLimiterConfig


class MemoryLimiterProcessor(Processor):
    """The engine calls `guard` before it accepts a payload for a pipeline that has this processor."""

    type = "memory_limiter"

    class Config(MemoryLimiterConfig, Processor.Config):
        pass

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self.limiter = MemoryLimiter(config, context.log, context.clock)

    def start(self) -> None:
        self.limiter.start()

    def shutdown(self) -> None:
        self.limiter.stop()

    def guard(self, payload: Payload) -> None:
        """Raise Retryable to refuse a payload while memory is short."""
        try:
            self.limiter.admit(len(payload.raw))
        except Retryable:
            self._count("refused", payload)
            raise

    def process(self, batch: Batch) -> Batch:
        self._count("accepted", batch)
        return batch

    def _count(self, what: str, data: Batch | Payload) -> None:
        items = data.signal.wire.items
        name, text = f"otelcol_processor_memory_limiter_{what}_{items}", f"{what.title()} {items.replace('_', ' ')}."
        counter = self.context.telemetry.counter(name, text, ["processor"])
        counter.labels(processor=str(self.context.id)).inc(data.items)
