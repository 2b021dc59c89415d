"""Why scorers decide as they do: a bounded number of different texts, each counted."""

from collections import defaultdict

from prometheus_client import Counter

from otelevals.api.decisions import OTHER_REASONS, DecisionKey
from otelevals.scoring.outcome import Decision, Outcome
from otelevals.scoring.verdict import cut

LENGTH_LIMIT = 500
MOST = 50
"""Different reasons of one scorer for one decision; texts of errors may all be different."""

_Shown = tuple[str, Decision, str, str]


class Counted:
    """How often something was decided since somebody asked last."""

    __slots__ = ("count", "key", "metric")

    def __init__(self, key: DecisionKey) -> None:
        self.key = key
        self.count = 0
        self.metric: Counter | None = None
        """Where it is shown, once it was."""


class Reasons:
    def __init__(self) -> None:
        self.known: dict[_Shown, Counted] = {}
        """By the first four values of an outcome: whoever counts for every scorer on every span looks here."""
        self._by_key: dict[DecisionKey, Counted] = {}
        self._different = defaultdict[tuple[str, Decision], int](int)

    def of(self, outcome: Outcome) -> Counted:
        """The count of what was decided; one for all other reasons when there are too many."""
        found = self.known.get(outcome[:4])
        return self._learn(outcome) if found is None else found

    def forget(self) -> None:
        """Begin anew, with counts that nobody asks for again."""
        self.known.clear()
        self._by_key.clear()
        self._different.clear()

    def _learn(self, outcome: Outcome) -> Counted:
        scorer, decision = outcome.scorer, outcome.decision
        if self._different[scorer, decision] >= MOST:
            return self._counted((scorer, str(decision), OTHER_REASONS))
        self._different[scorer, decision] += 1
        reason = f"needs {outcome.field}: {outcome.reason}" if outcome.field else outcome.reason
        found = self.known[outcome[:4]] = self._counted((scorer, str(decision), cut(reason, LENGTH_LIMIT)))
        return found

    def _counted(self, key: DecisionKey) -> Counted:
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = Counted(key)
        return found
