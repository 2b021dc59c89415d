"""The `scorer` processor: scores GenAI spans and writes the results onto them."""

from collections import Counter
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Processor
from otelevals.api.config import Config as BaseConfig
from otelevals.api.span import Span
from otelevals.genai.emit import evaluation_event
from otelevals.genai.interaction import Interaction
from otelevals.genai.recognise import prefilter
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.scoring.attributes import AttributeWriter
from otelevals.scoring.entries import ScorerEntries
from otelevals.scoring.outcome import Evaluation, Outcome
from otelevals.scoring.runner import run_scorers

_SECONDS = (1e-5, 2.5e-5, 1e-4, 2.5e-4, 1e-3, 2.5e-3, 1e-2, 2.5e-2, 0.1, 0.25, 1.0, 2.5, 10.0)


def _check_prefix(prefix: str) -> str:
    if not prefix or prefix.startswith(".") or prefix.endswith("."):
        raise ValueError("expected words joined by dots, such as eval")
    return prefix


class ScorerProcessor(Processor):
    type: ClassVar[str] = "scorer"
    signals: ClassVar[frozenset[Signal]] = frozenset({Signal.TRACES})

    class Config(BaseConfig):
        scorers: ScorerEntries
        """The scorers by their names, each as nothing (the name is the type), a type, or its options."""
        prefix: Annotated[str, AfterValidator(_check_prefix)] = "eval"
        """What the names of the written attributes begin with."""
        span_event: bool = False
        """Write a span event gen_ai.evaluation.result for each evaluation, too."""

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self._scorers = list(config.scorers.values())
        self._writer = AttributeWriter(config.prefix)
        telemetry = context.telemetry
        self._evaluations = telemetry.counter(
            "otelevals_evaluations", "Verdicts of scorers on GenAI spans.", ("scorer", "passed")
        )
        self._decisions = telemetry.counter(
            "otelevals_decisions", "Why scorers did or did not run on GenAI spans.", ("scorer", "decision")
        )
        durations = telemetry.histogram(
            "otelevals_scorer_duration_seconds", "How long a scorer took for one span.", ("scorer",), _SECONDS
        )
        self._durations = {scorer.name: durations.labels(scorer.name) for scorer in self._scorers}
        self._undecodable = telemetry.counter(
            "otelevals_scorer_undecodable_spans", "Spans that passed unscored because they are not valid."
        )
        self._decided: Counter[tuple[str, str]] = Counter()
        self._passed: Counter[tuple[str, str]] = Counter()

    def process(self, batch: Batch) -> Batch | None:
        result = batch.map(self._score_payload)
        self._count()
        return result

    def _score_payload(self, payload: Payload) -> Payload | None:
        return payload.map_spans(self._score_span, prefilter) if prefilter(payload.haystack) else payload

    def _score_span(self, span: Span) -> bytes:
        try:
            interaction = Interaction.of(span)
            if interaction is None:
                return span.raw
            outcomes = run_scorers(self._scorers, interaction, self._writer.taken(span))
        except MalformedRequest:
            self._undecodable.inc()
            return span.raw
        added = b"".join([self._write(outcome, interaction) for outcome in outcomes])
        return span.raw + added if added else span.raw

    def _write(self, outcome: Outcome, interaction: Interaction) -> bytes:
        """What the span gets of an outcome, which is counted here."""
        self._decided[outcome.scorer, outcome.decision] += 1
        if outcome.duration is not None:
            self._durations[outcome.scorer].observe(outcome.duration)
        written = b""
        for evaluation in outcome.evaluations:
            written += self._writer.encode(evaluation)
            if self.config.span_event:
                written += self._event(evaluation, interaction)
            if evaluation.error is None:
                self._passed[outcome.scorer, _LABELS[evaluation.passed]] += 1
        return written

    def _event(self, evaluation: Evaluation, interaction: Interaction) -> bytes:
        return evaluation_event(
            self.context.clock.unix_nano(),
            evaluation.name,
            score=evaluation.score,
            label=evaluation.label,
            explanation=evaluation.error or evaluation.explanation,
            response_id=interaction.value("response_id"),
            error=evaluation.error_type,
        )

    def _count(self) -> None:
        for (scorer, decision), count in self._decided.items():
            self._decisions.labels(scorer, decision).inc(count)
        for (scorer, passed), count in self._passed.items():
            self._evaluations.labels(scorer, passed).inc(count)
        self._decided.clear()
        self._passed.clear()


_LABELS = {True: "true", False: "false", None: ""}
