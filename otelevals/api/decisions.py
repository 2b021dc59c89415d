"""Why scorers did or did not run, on its way from those who decide to whoever keeps it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

DecisionKey = tuple[str, str, str]
"""Scorer, decision, reason."""
OTHER_REASONS = "other reasons"
"""Stands for reasons that are too many to be told apart."""
JUDGED_LATER = "judged_later"
"""Takes the place of a decision by which a score was missing: it came after all."""
LOST = frozenset({"over_budget", "throttled", "shed", "timed_out", "errored"})
"""Decisions after which a score is missing that should be there."""


class Decided(NamedTuple):
    """What scorers decided on one span, at one time."""

    trace_id: bytes
    span_id: bytes
    kind: str
    revision: int
    """How often the span was scored before."""
    decisions: Sequence[DecisionKey]


@runtime_checkable
class DecisionKeeper(Protocol):
    """An exporter of evaluations that keeps decisions, too."""

    def keep_decisions(self, counts: Mapping[DecisionKey, int], spans: Sequence[Decided]) -> None:
        """How often each was decided since the last call, and on which spans, without further copies of them. Called on
        pipeline threads: it never waits, and raises nothing."""
