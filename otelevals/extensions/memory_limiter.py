"""Refuses requests at receivers' doors, before they are decoded, while memory is short."""

from otelevals.api.component import Context, Extension
from otelevals.api.errors import Retryable
from otelevals.api.memory import MemoryLimiter, MemoryLimiterConfig


class MemoryLimiterExtension(Extension):
    """Named in a receiver's `middlewares`."""

    type = "memory_limiter"

    class Config(MemoryLimiterConfig, Extension.Config):
        pass

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self.limiter = MemoryLimiter(config, context.log, context.clock)
        self._refused = context.telemetry.counter(
            "otelevals_extension_memory_limiter_refused_requests", "Requests refused.", ["extension"]
        ).labels(extension=str(context.id))

    def start(self) -> None:
        self.limiter.start()

    def shutdown(self) -> None:
        self.limiter.stop()

    def admit(self, size: int) -> None:
        """Raise Retryable to refuse a request."""
        try:
            self.limiter.admit(size)
        except Retryable:
            self._refused.inc()
            raise
