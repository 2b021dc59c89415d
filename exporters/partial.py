"""What servers took only in part: counted and logged, never sent again."""

from otelevals.api.component import Context
from otelevals.otlp.outcome import partial_success
from otelevals.otlp.signals import Signal


class PartialSuccesses:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._rejected = context.telemetry.counter(
            "otelevals_exporter_rejected_items",
            "Spans, log records and data points in requests that the server took without them.",
            ["exporter", "data_type"],
        )

    def note(self, signal: Signal, body: bytes, content_type: str | None = None) -> None:
        """Look into the body of a successful answer."""
        found = partial_success(signal, body, content_type) if body else None
        if found is None:
            return
        self._rejected.labels(str(self._context.id), signal.value).inc(found.rejected)
        self._context.log.warning(
            "the server took a request only in part" if found.rejected else "the server warns of a request",
            signal=signal.value,
            rejected=found.rejected,
            message=found.message,
        )
