"""Takes private data out of spans and log records, before anything behind it sees them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from otelevals.api.batch import Batch
from otelevals.api.component import Context, Processor
from otelevals.api.places import Place
from otelevals.otlp.signals import Signal
from otelevals.redact.changes import Note
from otelevals.redact.entries import FAILED
from otelevals.redact.options import RedactionOptions
from otelevals.redact.redaction import Redaction


class RedactionProcessor(Processor):
    type = "redaction"
    signals = frozenset({Signal.TRACES, Signal.LOGS, Signal.EVALS})

    class Config(RedactionOptions):
        pass

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._redaction = Redaction(config, self._note, self._fail)
        self._name = str(context.id)
        self._values = context.telemetry.counter(
            "otelevals_processor_redaction_values", "What was taken out, by its kind.", ["processor", "kind"]
        )
        self._errors = context.telemetry.counter(
            "otelevals_processor_redaction_errors", "Values and records dropped for want of redaction.", ["processor"]
        ).labels(self._name)
        self._failures: list[str] = []

    @classmethod
    def warnings(cls, config: Any, places: Sequence[Place]) -> Iterable[str]:
        for place in places:
            scorers = [str(each.id) for each in place.before if each.cls.type == "scorer"]
            if scorers:
                yield (
                    f"in {place.pipeline}, {scorers[0]} is before it and sees what it takes out, and evaluations may "
                    f"repeat that: put {scorers[0]} behind it"
                )

    def process(self, batch: Batch) -> Batch | None:
        result = batch.map(self._redaction.redact)
        if self._failures:
            # of an error only its kind: its text may hold what it is about
            times, last = len(self._failures), self._failures[-1]
            self._failures.clear()
            self.context.log.warning("values could not be redacted and were dropped", times=times, last_error=last)
        return result

    def _note(self, notes: Sequence[Note]) -> None:
        for kind, count in Counter(note.kind for note in notes if note.kind != FAILED).items():
            self._values.labels(self._name, kind).inc(count)

    def _fail(self, error: Exception) -> None:
        self._errors.inc()
        self._failures.append(type(error).__name__)
