"""The `scorer` processor: scores GenAI spans and writes the results onto them, or beside them when they have left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import inf
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, model_validator

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, HoldingProcessor
from otelevals.api.config import Config as BaseConfig
from otelevals.api.config import Duration
from otelevals.api.gathering import Completion
from otelevals.api.gauges import Read, SharedGauges
from otelevals.api.places import Place
from otelevals.api.trace_key import TraceKey, metadata_of
from otelevals.genai.emit import evaluation_event
from otelevals.genai.interaction import Interaction
from otelevals.otlp.signals import Signal
from otelevals.scoring.arrivals import Arrival, Arrivals
from otelevals.scoring.attributes import AttributeWriter
from otelevals.scoring.content import Content
from otelevals.scoring.content_records import read_content
from otelevals.scoring.dimensions import Dimensions, values
from otelevals.scoring.entries import ScorerEntries
from otelevals.scoring.evaluation_labels import MetricsConfig, check_metrics
from otelevals.scoring.evaluation_metrics import EvaluationMetrics
from otelevals.scoring.evaluator import Evaluator, duplicates
from otelevals.scoring.held import HeldSpans
from otelevals.scoring.known import Bounds, KnownTraces
from otelevals.scoring.outcome import Evaluation
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.processes.pool import Pool
from otelevals.scoring.processor_options import Evaluators, Memory, check_prefix
from otelevals.scoring.records import Records
from otelevals.scoring.runs import Runs, Scored
from otelevals.scoring.tally import Tally
from otelevals.scoring.watch import Watch

_LOOK_AGAIN = 0.25
"""For answers, in seconds, where nobody is woken for them."""
"""Seconds between looks at what evaluator processes have answered."""
_CONTENT_AGES = (3600.0, 600.0)  # of events, and of what is known of services
_JUDGE_MODEL = "judge_model"
"""The dimension that tells the verdicts of a judge's models apart, unless it is taken."""
_GAUGES: dict[str, tuple[str, Read[KnownTraces]]] = {
    "otelevals_scorer_traces_in_memory": ("Traces that are remembered.", lambda known: sum(map(len, known))),
    "otelevals_scorer_bytes_in_memory": ("What they take.", lambda known: sum(each.bytes for each in known)),
}


class ScorerProcessor(HoldingProcessor):
    type: ClassVar[str] = "scorer"
    signals: ClassVar[frozenset[Signal]] = frozenset({Signal.TRACES, Signal.LOGS})

    class Config(BaseConfig):
        scorers: ScorerEntries
        """The scorers by their names, each as nothing (the name is the type), a type, or its options."""
        prefix: Annotated[str, AfterValidator(check_prefix)] = "eval"
        """What the names of the written attributes begin with."""
        dimensions: Dimensions = ()
        """What the evaluations of all scorers are told apart by: fields of the interaction, attributes or paths, as a
        list, or as a map of names to them."""
        metrics: MetricsConfig = MetricsConfig()
        """What the metrics of evaluations are told apart by."""
        span_event: bool = False
        """Write a span event gen_ai.evaluation.result for each evaluation, too."""
        content_wait: Duration = 10.0
        """How long the scoring of a span waits for log events with its content, when its service sends such events to a
        pipeline of logs with this processor. The span itself does not wait."""
        memory: Memory = Memory()
        """What is remembered of traces, so that earlier spans lend later ones what they know."""
        hold: Duration = 30.0
        """How long a span is held for scorers that run in evaluator processes, so that what they say is written onto
        it; other spans pass at once. What comes later goes to the evals pipelines alone."""
        evaluators: Evaluators = Evaluators()
        """The processes in which scorers run that are not built in."""

        @model_validator(mode="after")
        def _has_labels(self) -> Self:
            check_metrics(self.metrics, self.dimensions, self.scorers)
            return self

    def __init__(self, config: Any, context: Context) -> None:
        super().__init__(config, context)
        self._scorers = list(config.scorers.values())
        self._by_name = config.scorers
        self._writer = AttributeWriter(config.prefix)
        watch = Watch(self._by_name, context.log)
        self._tally = Tally(self._by_name, context.telemetry, watch, context.decisions)
        self._metrics = EvaluationMetrics(config.metrics, config.dimensions, self._by_name, context)
        self._records = Records()
        limits = config.memory
        known = KnownTraces(Bounds(limits.num_traces, limits.max_spans, limits.max_bytes, limits.max_age))
        self._known = known
        self._content: Content = context.shared.setdefault("content", Content(limits.max_bytes, *_CONTENT_AGES))
        telemetry = context.telemetry
        undecodable = telemetry.counter(
            "otelevals_scorer_undecodable_spans", "Spans that passed unscored because they are not valid."
        )
        wait, taken = config.content_wait, self._writer.taken
        clock = context.clock
        self._runs = Runs(self._scorers, taken, self._report, lambda: clock.unix_nano() / 1e9)
        self._evaluator = Evaluator(self._runs, known, self._content, wait, undecodable.inc)
        self._held = HeldSpans(limits.max_bytes // 4)
        self._isolated = [scorer for scorer in self._scorers if scorer.isolated]
        self._pool: Pool | None = None
        self._next_look = 0.0
        self._content.listeners.append(self._content_came)
        self._dropped = telemetry.counter(
            "otelevals_evaluations_dropped", "Evaluations for which the evals pipelines had no room."
        )
        self._arrivals = Arrivals(known, limits.max_bytes // 8)
        labels = {"processor": str(context.id)}
        self._gauges = SharedGauges(telemetry, labels, _GAUGES, known)
        self._pushed_out = telemetry.counter(
            "otelevals_scorer_traces_pushed_out", "Traces scored as partial for want of memory.", list(labels)
        ).labels(**labels)

    @classmethod
    def warnings(cls, config: Any, places: Sequence[Place]) -> Iterable[str]:
        if all(place.signal is Signal.LOGS for place in places):
            yield "it has no spans to score: put it into a pipeline of traces, too"

    def start(self) -> None:
        self._gauges.show()
        if self._isolated:
            options = self.config.evaluators
            telemetry, name = self.context.telemetry, str(self.context.id)
            run = self.context.run
            setting = Setting(self.context.store, self.context.base_dir, run, patient=bool(run))
            self._pool = self._runs.calls = Pool(
                self._isolated, options.processes, int(options.max_memory), telemetry, name, setting, self.context.wake
            )
            self._pool.start()

    def shutdown(self) -> None:
        self._gauges.hide()
        if self._pool is not None:
            self._pool.stop()

    @property
    def longest_hold(self) -> float:
        hold: float = self.config.hold
        return hold if self._isolated else 0.0

    def take(self, batch: Batch, now: float) -> Iterable[Batch]:
        result: Batch | None = batch
        if batch.signal is Signal.LOGS:
            for key, span_ids in read_content(batch, self._content, now):
                self._content.tell(key, span_ids)
        else:
            result = self._score(batch, now)
        return (*(() if result is None else (result,)), *self._go_on(now))

    def due(self) -> float | None:
        if self._runs.answered:
            return -inf
        next_look = self._next_look if self._runs.outstanding else None
        dues = [self._evaluator.due(), self._held.due(), self._tally.due(), next_look]
        return min([due for due in dues if due is not None], default=None)

    def tick(self, now: float) -> Iterable[Batch]:
        self._evaluator.tick(now)
        return self._go_on(now)

    def finish(self, seconds: float) -> None:
        self._evaluator.drain()
        self._runs.finish(seconds)

    def drain(self) -> Iterable[Batch]:
        self._evaluator.drain()
        self._runs.collect()
        self._runs.give_up("its pipeline ended before it had answered")
        released = self._go_on(inf)
        self._tally.rest()
        return released

    def _go_on(self, now: float) -> Sequence[Batch]:
        """Take what evaluator processes answered; the held spans that wait for nothing more."""
        self._runs.collect()
        self._flush()
        self._next_look = now + _LOOK_AGAIN
        return [self._written(batch, arrivals) for batch, arrivals in self._held.release(now)]

    # Spans

    def _score(self, batch: Batch, now: float) -> Batch | None:
        for payload in batch.payloads:
            if payload.gathering is not None:
                payload.gathering.listen(self._completed)
        arrivals = self._arrivals.of(batch, now)
        traces = {id(arrival.trace): (arrival.trace, arrival.completion) for arrival in arrivals}
        for trace, completion in traces.values():
            self._evaluator.evaluate(trace, completion, now)
        passing = self._held.take(batch, arrivals, now + self.config.hold)
        self._evaluator.forget(now)
        return None if passing is None else self._written(passing, arrivals)

    def _written(self, batch: Batch, arrivals: Iterable[Arrival]) -> Batch:
        """The batch with what was found written onto its spans."""
        scored = {id(arrival.raw): arrival.raw + added for arrival in arrivals if (added := self._added(arrival))}
        return _exchanged(batch, scored) if scored else batch

    def _added(self, arrival: Arrival) -> bytes:
        """What a span gets; a further copy gets what the first one got."""
        trace, span_id = arrival.trace, arrival.span_id
        mark = trace.marks.get(span_id)
        if mark is None or (trace.spans[span_id].raw is not arrival.raw and self._writer.may_be_in(arrival.raw)):
            return b""
        return mark.written

    def _completed(self, key: TraceKey, completion: Completion) -> None:
        """A trace is complete whose spans have passed."""
        self._evaluator.completed(key, completion, self.context.clock.now())
        self._flush()

    # Content in log records

    def _content_came(self, key: TraceKey, span_ids: Collection[bytes]) -> None:
        self._evaluator.content_came(key, span_ids)
        self._flush()

    # What became of scorers

    def _report(self, scored: Scored) -> None:
        self._tally.add(scored.outcomes, scored.interaction, scored.mark.revision)
        evaluations = [evaluation for outcome in scored.outcomes for evaluation in outcome.evaluations]
        said = [evaluation for evaluation in evaluations if not evaluation.lost]
        self._metrics.add(said, scored.interaction)
        scored.mark.written += b"".join([self._encode(evaluation, scored.interaction) for evaluation in said])
        if scored.mark.going is None:
            self._held.told(scored.mark)
        if self.context.evaluations is not None:
            self._record(scored.key, scored.interaction, said if self.context.run else evaluations)

    def _record(self, key: TraceKey, interaction: Interaction, evaluations: Iterable[Evaluation]) -> None:
        common = values(self.config.dimensions, interaction) if evaluations else {}
        for evaluation in evaluations:
            own = self._by_name[evaluation.scorer].options.dimensions
            dimensions = {**common, **values(own, interaction)} if own else common
            if evaluation.origin is not None:
                dimensions = {_JUDGE_MODEL: evaluation.origin.served_model, **dimensions}
            self._records.add(
                metadata_of(key),
                evaluation,
                interaction,
                self.context.clock.unix_nano(),
                dimensions,
            )

    def _encode(self, evaluation: Evaluation, interaction: Interaction) -> bytes:
        if evaluation.withdrawn:
            return b""
        attributes = self._writer.encode(evaluation)
        return attributes + self._event(evaluation, interaction) if self.config.span_event else attributes

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

    def _flush(self) -> None:
        for _ in range(self._known.copies):
            self._tally.add(duplicates(self._scorers))
        self._known.copies = 0
        self._tally.flush(self.context.clock.now())
        self._pushed_out.inc(self._evaluator.pushed_out)
        self._evaluator.pushed_out = 0
        if self.context.evaluations is not None:
            for metadata, payload in self._records.take():
                if not self.context.evaluations(payload, metadata):
                    self._dropped.inc(payload.items)


def _exchanged(batch: Batch, spans: Mapping[int, bytes]) -> Batch:
    """The batch with other bytes for some spans, named by the identity of those that they had."""

    def change(payload: Payload) -> Payload | None:
        return payload.with_parts(
            [
                [spans.get(id(raw), raw) for raw in raws] if any(id(raw) in spans for raw in raws) else raws
                for raws in payload.parts
            ]
        )

    result = batch.map(change)
    assert result is not None
    return result
