"""Compares a run with an earlier one, target by target, as it goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from otelevals.api.evaluation import EvaluationRecord
from otelevals.offline.driver import Found
from otelevals.store.runs import Verdict
from otelevals.store.store import Store
from otelevals.store.totals import LAST_MINUTE


class Flip(NamedTuple):
    """A target that passed in one of the runs alone."""

    row: str
    name: str
    gained: bool
    why: str
    """What the later run says of it."""


@dataclass
class Change:
    """Of the evaluations of one name, where both runs have one."""

    n: int = 0
    scored: int = 0
    """Where both have a score."""
    before: float = 0.0
    after: float = 0.0
    gained: int = 0
    lost: int = 0
    new: int = 0
    """Those that the earlier run has not."""
    gone: int = 0
    """Those that only the earlier run has."""
    versions: set[tuple[str, str]] = field(default_factory=set)

    @property
    def means(self) -> tuple[float, float] | None:
        return (self.before / self.scored, self.after / self.scored) if self.scored else None

    @property
    def other_version(self) -> bool:
        """Whether the scorer itself is another one."""
        return any(before != after for before, after in self.versions)


class Against:
    def __init__(self, store: Store, run: str, most_listed: int) -> None:
        self.run = run
        self.changes: dict[str, Change] = {}
        self.flips: list[Flip] = []
        self._store = store
        self._most_listed = most_listed

    def add(self, batch: Sequence[Found]) -> None:
        targets = {(found.record.trace_id, found.record.span_id) for found in batch}
        verdicts = self._store.verdicts(self.run, targets)
        by_name = {(target, each.name): each for target, said in verdicts.items() for each in said}
        for found in batch:
            self._compare(found, by_name)

    def finish(self) -> None:
        """Count what the earlier run has besides, when all was added."""
        before: Counter[str] = Counter()
        for total in self._store.totals(0, LAST_MINUTE, self.run).sums:
            before[total.name] += total.n
        for name, n in before.items():
            change = self.changes.setdefault(name, Change())
            change.gone = n - change.n

    def _compare(self, found: Found, by_name: Mapping[tuple[tuple[bytes, bytes], str], Verdict]) -> None:
        record = found.record
        change = self.changes.setdefault(record.name, Change())
        before = by_name.get(((record.trace_id, record.span_id), record.name))
        if before is None:
            change.new += 1
            return
        change.n += 1
        change.versions.add((before.version, record.version))
        if before.score is not None and record.score is not None and not record.error:
            change.scored += 1
            change.before += before.score
            change.after += record.score
        gained = _gained(before, record)
        if gained is not None:
            change.gained += gained
            change.lost += not gained
            if len(self.flips) < self._most_listed:
                self.flips.append(Flip(found.label, record.name, gained, record.explanation or record.error))


def _gained(before: Verdict, after: EvaluationRecord) -> bool | None:
    """Whether it passes now and did not, or does not and did; None when that is as it was. An error passes nothing."""
    states = {before.passed, after.passed}
    if True not in states or states == {True} or (None in states and not (before.failed_to_judge or after.error)):
        return None
    return after.passed is True
