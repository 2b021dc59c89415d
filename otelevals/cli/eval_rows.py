"""From what an offline run found to the rows of its table."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from otelevals.api.decisions import DecisionKey
from otelevals.offline.against import Against, Change
from otelevals.offline.gates import Missed
from otelevals.offline.results import Results, unscored

_LOST = frozenset({"over_budget", "throttled", "shed"})
"""Decisions after which a score is missing that should be there, as after an error."""


class Row(NamedTuple):
    """The evaluations of one name; None for what is not known."""

    scorer: str
    n: int
    mean: float | None
    pass_rate: float | None
    errors: int
    """How often the scorer failed, or was left out for want of room."""
    not_scored: int
    """How often it gave no verdict otherwise."""
    cost: float
    mean_before: float | None = None
    """Of the targets that have a score in both runs, as is the next one."""
    mean_after: float | None = None
    gained: int | None = None
    lost: int | None = None


class Report(NamedTuple):
    """All that is said in the end."""

    run: str
    window: str
    names: list[str]
    """Of the files."""
    targets: int
    what: str
    """What these are."""
    rows: list[Row]
    reasons: dict[str, Counter[tuple[str, str]]]
    """Why scorers gave no verdict: decision and reason."""
    results: Results
    against: Against | None
    missed: list[Missed]

    @property
    def errors(self) -> int:
        """Of scorers and of the task."""
        of_scorers = sum(sums.errors for sums in self.results.sums.values())
        return of_scorers + sum(map(_lost, self.reasons.values())) + self.results.failed_tasks

    def named(self) -> dict[str, Any]:
        """As programs read it."""
        found = self.results
        said: dict[str, Any] = {
            "run": self.run,
            "window": self.window,
            "files": self.names,
            self.what: self.targets,
            "scorers": [{**row._asdict(), "reasons": self._reasons(row.scorer)} for row in self.rows],
            "failed": [each._asdict() for each in found.failed],
            "errors": [each._asdict() for each in found.errors],
            "failed_tasks": found.failed_tasks,
            "task_errors": [{"row": each.row, "why": each.why} for each in found.task_errors],
            "missed": [{**each.gate._asdict(), "value": each.value} for each in self.missed],
        }
        if self.against is not None:
            changes = self.against.changes.items()
            said["against"] = {
                "run": self.against.run,
                "scorers": [{"scorer": name, **_named(change)} for name, change in sorted(changes)],
                "flips": [flip._asdict() for flip in self.against.flips],
            }
        return said

    def _reasons(self, scorer: str) -> list[dict[str, Any]]:
        counted = self.reasons.get(scorer, Counter())
        return [
            {"decision": decision, "reason": reason, "n": count} for (decision, reason), count in counted.most_common()
        ]


def _named(change: Change) -> dict[str, Any]:
    return {
        "n": change.n,
        "new": change.new,
        "gone": change.gone,
        "gained": change.gained,
        "lost": change.lost,
        "other_version": change.other_version,
    }


def rows_of(
    scorers: Collection[str], results: Results, decisions: Mapping[DecisionKey, int], against: Against | None
) -> list[Row]:
    """A row for each name, also for scorers that found nothing."""
    reasons = unscored(decisions)
    silent = set(scorers) - {sums.scorer for sums in results.sums.values()}
    return [_row(name, results, reasons, against) for name in sorted({*results.sums, *silent})]


def _row(name: str, results: Results, reasons: Mapping[str, Counter[tuple[str, str]]], against: Against | None) -> Row:
    sums = results.sums.get(name)
    silent = reasons.get(name if sums is None else sums.scorer, Counter())
    lost = _lost(silent)
    row = Row(
        name,
        0 if sums is None else sums.n,
        None if sums is None else sums.mean,
        None if sums is None else sums.pass_rate,
        lost + (0 if sums is None else sums.errors),
        silent.total() - lost,
        0.0 if sums is None else sums.cost,
    )
    change = None if against is None else against.changes.get(name)
    if change is None or not change.n:
        return row
    before, after = change.means or (None, None)
    return row._replace(mean_before=before, mean_after=after, gained=change.gained, lost=change.lost)


def _lost(reasons: Counter[tuple[str, str]]) -> int:
    return sum(count for (decision, _), count in reasons.items() if decision in _LOST)
