"""From what is known of a trace to what each scorer decided on each of its spans."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from otelevals.api.decisions import JUDGED_LATER, LOST
from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli.times import shown
from otelevals.store.decided import DecidedThen, OfTrace

SCORED, DUPLICATE, ERRORED = "scored", "duplicate", "errored"
_RAN = frozenset((SCORED, ERRORED, "timed_out"))
_MILLISECOND = 1_000_000


class Row(NamedTuple):
    """What a scorer decided last, and its evaluations that are still there by themselves."""

    scorer: str
    decision: str
    reason: str
    evaluations: tuple[EvaluationRecord, ...]


class SpanRows(NamedTuple):
    span_id: bytes
    """Empty for what concerns the whole trace."""
    kind: str
    time: int
    """Milliseconds: when it was decided on, last."""
    complete: bool
    """Whether it is known what all scorers decided, and not only what some of them found."""
    rows: list[Row]

    def named(self, trace_id: str) -> Iterator[dict[str, Any]]:
        """The rows with the names that programs read."""
        for row in self.rows:
            yield {
                "trace_id": trace_id,
                "span_id": self.span_id.hex(),
                "kind": self.kind,
                "time": shown(self.time),
                "scorer": row.scorer,
                "decision": row.decision,
                "reason": row.reason,
                "evaluations": [_named(evaluation) for evaluation in row.evaluations],
            }


def _named(evaluation: EvaluationRecord) -> dict[str, Any]:
    return {
        "name": evaluation.name,
        "version": evaluation.version,
        "score": evaluation.score,
        "label": evaluation.label or None,
        "passed": evaluation.passed,
        "explanation": evaluation.explanation or None,
        "error": evaluation.error or None,
    }


def spans_of(found: OfTrace) -> list[SpanRows]:
    """The spans in the order in which they were decided on first; those of which only evaluations are left follow."""
    spans: dict[bytes, _Span] = {}
    for then in found.decided:
        spans.setdefault(then.span.span_id, _Span()).decide(then)
    for evaluation in found.evaluations:
        spans.setdefault(evaluation.span_id, _Span()).evaluations.append(evaluation)
    return [SpanRows(span_id, *span.summed_up()) for span_id, span in spans.items()]


class _Span:
    def __init__(self) -> None:
        self.evaluations: list[EvaluationRecord] = []
        self._latest: DecidedThen | None = None
        self._decisions: dict[str, tuple[int, str, str]] = {}
        """By scorer: the revision, the decision and its reason."""

    def decide(self, then: DecidedThen) -> None:
        """Later decisions of a scorer take the place of earlier ones. Of one revision it may be asked several times;
        when it has run, it is not to do so again. Revisions of different processors have nothing to do with each
        other."""
        revision = then.span.revision
        if self._latest is None or revision >= self._latest.span.revision:
            self._latest = then
        for scorer, decision, reason in then.span.decisions:
            last, before, _ = self._decisions.get(scorer, (revision, "", ""))
            if revision > last or (revision == last and (decision != DUPLICATE or before not in _RAN)):
                self._decisions[scorer] = revision, decision, reason

    def summed_up(self) -> tuple[str, int, bool, list[Row]]:
        by_scorer: dict[str, list[EvaluationRecord]] = {scorer: [] for scorer in self._decisions}
        for evaluation in self.evaluations:
            by_scorer.setdefault(evaluation.scorer, []).append(evaluation)
        rows = []
        for scorer, evaluations in by_scorer.items():
            ran = ERRORED if any(evaluation.error for evaluation in evaluations) else SCORED
            _, decision, reason = self._decisions.get(scorer, (0, ran, ""))
            if decision in LOST and evaluations and not any(evaluation.error for evaluation in evaluations):
                decision = JUDGED_LATER
            rows.append(Row(scorer, decision, reason, tuple(evaluations)))
        if self._latest is not None:
            return self._latest.span.kind, self._latest.time, True, rows
        last = self.evaluations[-1]
        return last.kind, last.time // _MILLISECOND, False, rows
