"""What an offline run found, summed up by the name of the evaluations as it goes on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.api.decisions import DecisionKey
from otelevals.api.evaluation import EvaluationRecord
from otelevals.offline.driver import Found

_RECORDED = frozenset({"scored", "errored", "timed_out"})
"""Decisions with an evaluation, if only of an error."""


class Listed(NamedTuple):
    """A target that people want to hear of, and why."""

    row: str
    name: str
    why: str


@dataclass
class Sums:
    """Of the evaluations of one name."""

    scorer: str
    version: str
    n: int = 0
    """Those with a verdict."""
    scored: int = 0
    total: float = 0.0
    decided: int = 0
    passed: int = 0
    errors: int = 0
    cost: float = 0.0
    seconds: float = 0.0

    @property
    def mean(self) -> float | None:
        return self.total / self.scored if self.scored else None

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.decided if self.decided else None

    def add(self, record: EvaluationRecord) -> None:
        self.cost += record.cost
        self.seconds += record.duration
        if record.error:
            self.errors += 1
            return
        self.n += 1
        if record.score is not None:
            self.scored += 1
            self.total += record.score
        if record.passed is not None:
            self.decided += 1
            self.passed += record.passed


@dataclass
class Results:
    most_listed: int = 10
    """How many targets are named of each sort."""
    sums: dict[str, Sums] = field(default_factory=dict)
    failed: list[Listed] = field(default_factory=list)
    errors: list[Listed] = field(default_factory=list)
    """Of scorers."""
    task_errors: list[Listed] = field(default_factory=list)
    failed_tasks: int = 0

    def add(self, found: Found) -> None:
        record = found.record
        if record.withdrawn:
            return
        sums = self.sums.get(record.name)
        if sums is None:
            sums = self.sums[record.name] = Sums(record.scorer, record.version)
        sums.add(record)
        if record.error:
            self._list(self.errors, Listed(found.label, record.name, record.explanation or record.error))
        elif record.passed is False:
            self._list(self.failed, Listed(found.label, record.name, record.explanation))

    def task_failed(self, row: str, why: str) -> None:
        self.failed_tasks += 1
        self._list(self.task_errors, Listed(row, "", why))

    def _list(self, listed: list[Listed], found: Listed) -> None:
        if len(listed) < self.most_listed:
            listed.append(found)


def unscored(decisions: Mapping[DecisionKey, int]) -> dict[str, Counter[tuple[str, str]]]:
    """How often each scorer gave no verdict, its errors apart, by decision and reason."""
    found: dict[str, Counter[tuple[str, str]]] = {}
    for (scorer, decision, reason), count in decisions.items():
        if decision not in _RECORDED:
            found.setdefault(scorer, Counter())[decision, reason] += count
    return found
