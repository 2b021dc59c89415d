"""A processor in its place in a pipeline."""

from collections.abc import Callable, Iterable, Sequence

import structlog

from otelevals.api.batch import Batch, sound_spans, unsound_spans
from otelevals.api.component import HoldingProcessor, Processor
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.pipeline.account import Account

log = structlog.get_logger()


class Stage:
    """A processor in its place: counts what goes in and out, and contains its failures."""

    def __init__(self, processor: Processor | HoldingProcessor, signal: Signal, telemetry: Telemetry) -> None:
        self.processor = processor
        self.holds = isinstance(processor, HoldingProcessor)
        self.follows_up = isinstance(processor, HoldingProcessor) and processor.follows_up
        self.on_lost: Callable[[Batch, str], None] = lambda batch, reason: None
        """Called with what is dropped because the processor failed on it."""
        self.name = str(processor.context.id)
        labels = {"processor": self.name, "otel_signal": signal.value}
        self._incoming, self._outgoing, self._lost, self._undecodable = (
            telemetry.counter(name, text, list(labels)).labels(**labels)
            for name, text in (
                ("otelcol_processor_incoming_items", "Items passed to the processor."),
                ("otelcol_processor_outgoing_items", "Items emitted by the processor."),
                ("otelevals_processor_failed_items", "Items dropped because the processor failed on them."),
                ("otelevals_processor_undecodable_spans", "Spans that the processor could not decode."),
            )
        )

    def take(self, batch: Batch, now: float) -> Sequence[Batch]:
        """What goes on. When a processor fails, each request is tried alone, so that one takes no others with it.

        Nobody decoded the spans at the door: those that a processor fails on because they are not valid are taken out.
        """
        try:
            result = self._emitted(self._call(batch, now))
        except Exception as error:  # a defect of one processor must not end the pipeline: it is counted and reported
            if isinstance(self.processor, Processor) and len(batch.payloads) > 1:
                singles = [Batch(batch.signal, (payload,), batch.metadata) for payload in batch.payloads]
                return [result for single in singles for result in self.take(single, now)]
            if isinstance(error, MalformedRequest) and (unsound := batch.map(unsound_spans)) and unsound.items:
                sound = batch.map(sound_spans)
                return (*(() if sound is None else self.take(sound, now)), *self._take_unsound(unsound, error))
            self._incoming.inc(batch.items)
            self._lost.inc(batch.items)
            self.on_lost(batch, f"{self.name}: {error}")
            log.exception("processor failed, data dropped", processor=self.name, items=batch.items)
            return ()
        self._incoming.inc(batch.items)
        return result

    def _take_unsound(self, batch: Batch, error: MalformedRequest) -> Sequence[Batch]:
        passes = isinstance(self.processor, Processor) and self.processor.passes_unsound
        self._incoming.inc(batch.items)
        self._undecodable.inc(batch.items)
        (self._outgoing if passes else self._lost).inc(batch.items)
        if not passes:
            self.on_lost(batch, f"{self.name}: {error}")
        log.warning(
            "spans are not valid",
            processor=self.name,
            items=batch.items,
            action="passed by" if passes else "dropped",
            error=str(error),
        )
        return (batch,) if passes else ()

    def tick(self, now: float) -> Sequence[Batch]:
        return self._held(lambda processor: processor.tick(now))

    def drain(self, seconds: float = 0.0) -> Sequence[Batch]:
        """All that is held, after so many seconds at most."""
        return self._held(lambda processor: self._finished(processor, seconds).drain())

    def _finished(self, processor: HoldingProcessor, seconds: float) -> HoldingProcessor:
        if seconds > 0:
            processor.finish(seconds)
        return processor

    def rest(self) -> Sequence[Batch]:
        return tuple(self.processor.rest()) if isinstance(self.processor, HoldingProcessor) else ()

    def due(self) -> float | None:
        return self.processor.due() if isinstance(self.processor, HoldingProcessor) else None

    def still_follows(self, account: Account) -> Callable[[bytes], bool]:
        processor = self.processor
        return processor.still_follows(account) if isinstance(processor, HoldingProcessor) else lambda item: True

    def on_followed_up(self, listen: Callable[[Account, int], None]) -> None:
        if isinstance(self.processor, HoldingProcessor):
            self.processor.followed_up = listen

    def _call(self, batch: Batch, now: float) -> Iterable[Batch]:
        if isinstance(self.processor, HoldingProcessor):
            return self.processor.take(batch, now)
        result = self.processor.process(batch)
        return () if result is None else (result,)

    def _held(self, give: Callable[[HoldingProcessor], Iterable[Batch]]) -> Sequence[Batch]:
        if not isinstance(self.processor, HoldingProcessor):
            return ()
        try:
            return self._emitted(give(self.processor))
        except Exception:  # as in take: the processor keeps what it holds
            log.exception("processor failed to give what it holds", processor=self.name)
            return ()

    def _emitted(self, batches: Iterable[Batch]) -> Sequence[Batch]:
        result = tuple(batches)
        self._outgoing.inc(sum(batch.items for batch in result))
        return result
