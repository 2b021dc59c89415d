"""Counts what scorers decide, and how long they take."""

from collections.abc import Iterable

from otelevals.api.decisions import Decided, DecisionKeeper, DecisionKey
from otelevals.api.telemetry import Telemetry
from otelevals.genai.interaction import Interaction
from otelevals.scoring.outcome import Outcome
from otelevals.scoring.reasons import Counted, Reasons
from otelevals.scoring.watch import Watch

_SECONDS = (1e-5, 2.5e-5, 1e-4, 2.5e-4, 1e-3, 2.5e-3, 1e-2, 2.5e-2, 0.1, 0.25, 1.0, 2.5, 10.0)
_DAY = 86_400.0


class Tally:
    def __init__(
        self, scorers: Iterable[str], telemetry: Telemetry, watch: Watch, keeper: DecisionKeeper | None = None
    ) -> None:
        """`watch` and `keeper`, if there is one, are told what was counted whenever it is shown."""
        self._decisions = telemetry.counter(
            "otelevals_decisions", "Why scorers did or did not run on GenAI spans.", ("scorer", "decision")
        )
        durations = telemetry.histogram(
            "otelevals_scorer_duration_seconds", "How long a scorer took for one span.", ("scorer",), _SECONDS
        )
        self._durations = {scorer: durations.labels(scorer) for scorer in scorers}
        self._watch = watch
        self._keeper = keeper
        self._reasons = Reasons()
        self._forget_at: float | None = None
        self._counted: list[Counted] = []
        """What was decided at least once."""
        self._spans: list[Decided] = []

    def add(self, outcomes: Iterable[Outcome], on: Interaction | None = None, revision: int = 0) -> None:
        """What was decided on a span, which was scored so often before; None for a copy of one."""
        keys: list[DecisionKey] = []
        known = self._reasons.known
        for outcome in outcomes:
            counted = known.get(outcome[:4]) or self._reasons.of(outcome)
            if not counted.count:
                self._counted.append(counted)
            counted.count += 1
            keys.append(counted.key)
            if outcome.duration is not None:
                self._durations[outcome.scorer].observe(outcome.duration)
        if keys and on is not None and self._keeper is not None:
            self._spans.append(Decided(on.span.trace_id, on.span.ids.span_id, on.kind, revision, keys))

    def flush(self, now: float) -> None:
        """Show what was added: a metric takes longer than a dictionary."""
        if self._counted:
            self._tell(now)
        self._watch.look(now)

    def due(self) -> float | None:
        """When to show something even if nothing is added."""
        return self._watch.due()

    def rest(self) -> None:
        """Nothing more is added."""
        self._watch.rest()

    def _tell(self, now: float) -> None:
        counts = {counted.key: counted.count for counted in self._counted}
        for counted in self._counted:
            if counted.metric is None:
                counted.metric = self._decisions.labels(*counted.key[:2])
            counted.metric.inc(counted.count)
            counted.count = 0
        self._counted.clear()
        self._watch.add(counts, now)
        if self._keeper is not None:
            spans, self._spans = self._spans, []
            self._keeper.keep_decisions(counts, spans)
        if self._forget_at is None:
            self._forget_at = now + _DAY
        elif now >= self._forget_at:
            self._forget_at = now + _DAY
            self._reasons.forget()
