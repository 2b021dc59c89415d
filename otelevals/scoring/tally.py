"""Counts what scorers decide, and how long they take."""

from collections import Counter
from collections.abc import Iterable

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.outcome import Outcome

_SECONDS = (1e-5, 2.5e-5, 1e-4, 2.5e-4, 1e-3, 2.5e-3, 1e-2, 2.5e-2, 0.1, 0.25, 1.0, 2.5, 10.0)
_LABELS = {True: "true", False: "false", None: ""}


class Tally:
    def __init__(self, scorers: Iterable[str], telemetry: Telemetry) -> None:
        self._evaluations = telemetry.counter(
            "otelevals_evaluations", "Verdicts of scorers on GenAI spans.", ("scorer", "passed")
        )
        self._decisions = telemetry.counter(
            "otelevals_decisions", "Why scorers did or did not run on GenAI spans.", ("scorer", "decision")
        )
        durations = telemetry.histogram(
            "otelevals_scorer_duration_seconds", "How long a scorer took for one span.", ("scorer",), _SECONDS
        )
        self._durations = {scorer: durations.labels(scorer) for scorer in scorers}
        self._decided: Counter[tuple[str, str]] = Counter()
        self._passed: Counter[tuple[str, str]] = Counter()

    def add(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self._decided[outcome.scorer, outcome.decision] += 1
            if outcome.duration is not None:
                self._durations[outcome.scorer].observe(outcome.duration)
            for evaluation in outcome.evaluations:
                if evaluation.error is None and not evaluation.withdrawn:
                    self._passed[outcome.scorer, _LABELS[evaluation.passed]] += 1

    def flush(self) -> None:
        """Show what was added: a metric takes longer than a dictionary."""
        for (scorer, decision), count in self._decided.items():
            self._decisions.labels(scorer, decision).inc(count)
        for (scorer, passed), count in self._passed.items():
            self._evaluations.labels(scorer, passed).inc(count)
        self._decided.clear()
        self._passed.clear()
