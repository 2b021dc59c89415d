"""From counts of decisions to the rows of a summary."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from otelevals.api.decisions import DecisionKey


class SummaryRow(NamedTuple):
    scorer: str
    decision: str
    n: int
    share: float
    """Of all decisions of the scorer."""
    reasons: list[tuple[str, int]]
    """The most common ones first; none where nothing needs a reason."""

    def named(self, more: Mapping[str, Any]) -> dict[str, Any]:
        """With the names that programs read."""
        reasons = [{"reason": reason, "n": n} for reason, n in self.reasons]
        return {"scorer": self.scorer, "decision": self.decision, **more, "n": self.n, "share": self.share} | {
            "reasons": reasons
        }


def rows_of(counts: Mapping[DecisionKey, int]) -> list[SummaryRow]:
    """By scorer, and of each the most common decisions first."""
    reasons = defaultdict[tuple[str, str], Counter[str]](Counter)
    totals = Counter[str]()
    for (scorer, decision, reason), n in counts.items():
        reasons[scorer, decision][reason] += n
        totals[scorer] += n
    rows = [
        SummaryRow(
            scorer,
            decision,
            of.total(),
            of.total() / totals[scorer],
            sorted(((reason, n) for reason, n in of.items() if reason), key=lambda each: (-each[1], each[0])),
        )
        for (scorer, decision), of in reasons.items()
    ]
    return sorted(rows, key=lambda row: (row.scorer, -row.n, row.decision))
