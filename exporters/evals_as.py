"""In which form evaluations are sent: as the log records that they are, or as spans."""

from collections.abc import Iterable, Iterator
from typing import Literal

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context
from otelevals.exporters.otlp_config import MERGED_BYTES
from otelevals.genai.evaluator_spans import evaluator_spans
from otelevals.otlp.signals import Signal


class EvaluationForm:
    def __init__(self, form: Literal["logs", "spans"], context: Context) -> None:
        self._spans = form == "spans"
        self._context = context
        self._unreadable = context.telemetry.counter(
            "otelevals_exporter_unreadable_evaluations",
            "Log records that cannot be sent as spans because they are no evaluations.",
            ["exporter"],
        )

    def requests(self, batch: Batch) -> Iterable[Batch]:
        """What to send for a batch, each a request. Whoever comes to the end of it has sent all."""
        return self._as_spans(batch) if self._spans and batch.signal is Signal.EVALS else (batch,)

    def _as_spans(self, batch: Batch) -> Iterator[Batch]:
        unreadable = size = 0
        together: list[Payload] = []
        for payload in batch.payloads:
            spans, bad = evaluator_spans(Payload(Signal.EVALS, payload.raw))
            unreadable += bad
            for piece in _pieces(spans):
                if together and size + len(piece.raw) > MERGED_BYTES:
                    yield Batch(Signal.TRACES, tuple(together), batch.metadata)
                    together, size = [], 0
                together.append(piece)
                size += len(piece.raw)
        if together:
            yield Batch(Signal.TRACES, tuple(together), batch.metadata)
        if unreadable:
            self._unreadable.labels(str(self._context.id)).inc(unreadable)
            self._context.log.warning("records that are no evaluations cannot be sent as spans", records=unreadable)


def _pieces(payload: Payload | None) -> Iterator[Payload]:
    """Spans are larger than the log records that a request was filled with."""
    if payload is None:
        return
    if len(payload.raw) <= MERGED_BYTES or payload.items < 2:
        yield payload
        return
    for half in payload.split((payload.items + 1) // 2):
        yield from _pieces(half)
