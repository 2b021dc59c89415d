"""Writes evaluations: each of them counts once, and a later revision takes the place of an earlier one."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.grouped import Grouping
from otelevals.store.interned import Interned
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.rollups import Rollups, Share, share
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

PARTIAL, CACHED, UNCALIBRATED, WITHDRAWN, FAILED = 1, 2, 4, 8, 16
"""Flags."""
_OF_A_RUN = 2
"""Kept by itself whatever is said of live traffic: two runs are compared target by target."""
_SQL = statements("evaluations")
_MILLISECOND, _MICROSECONDS = 1_000_000, 1e6
_DAY = 86_400  # seconds


class Added(NamedTuple):
    """What became of evaluations."""

    new: int
    superseding: int
    """They took the place of an earlier one."""
    repeated: int
    """The same or a later one was there."""


class Row(NamedTuple):
    """A row of the table `evaluations`."""

    target: int
    series: int
    cell: int
    origin: int
    revision: int
    flags: int
    keep: int
    time: int
    score: float | None
    label: str
    probability: float
    cost: float
    duration: int
    group: int

    @property
    def rank(self) -> tuple[int, int, bool]:
        """The highest counts. What is withdrawn is gone, whichever of two comes first; and a verdict takes the place of
        an error, when it was judged after all."""
        return self.revision, self.flags & WITHDRAWN, not self.flags & FAILED

    @property
    def share(self) -> Share:
        return share(self.score, self.probability, self.cost, self.duration)


Key = tuple[int, int]
"""Target and series."""


class Writing:
    """One transaction's worth of evaluations: looked up one by one, then written together."""

    def __init__(self, connection: Connection, interned: Interned, now: int) -> None:
        """`now` in milliseconds."""
        self._connection = connection
        self._interned = interned
        self._now = now
        self._rollups = Rollups(connection)
        self._grouping = Grouping(connection)
        self._last = get_mark(connection, "targets")
        self._targets: dict[tuple[bytes, bytes], int] = {}
        self._named: dict[int, tuple[str, str]] = {}
        self._new_targets: list[tuple[Any, ...]] = []
        self._renamed: dict[int, tuple[str, str]] = {}
        self._rows: dict[Key, Row] = {}
        """Those of targets that were known before, and new ones."""
        self._changed: dict[Key, Row] = {}
        self._texts: dict[Key, tuple[str, str]] = {}

    def add(self, evaluations: Sequence[EvaluationRecord]) -> Added:
        new = superseding = repeated = 0
        for evaluation in evaluations:
            ids = _ids(evaluation)
            target = self._target(ids, evaluation)
            row = self._row(target, ids[0], evaluation)
            key = (target, row.series)
            before = self._rows.get(key)
            if before is None:
                new += 1
            elif before.rank >= row.rank:
                repeated += 1
                continue
            else:
                superseding += 1
                if before.cell:
                    self._rollups.take_back(before.time, before.cell, before.group, before.share, b"".join(ids))
            self._rows[key] = self._changed[key] = row
            if row.cell:
                self._rollups.add(row.time, row.cell, row.group, row.share, b"".join(ids))
            if evaluation.explanation or evaluation.error or before is not None:
                self._texts[key] = evaluation.explanation, evaluation.error
        return Added(new, superseding, repeated)

    def write(self) -> None:
        many = self._connection.executemany
        if self._new_targets:
            many(_SQL["add_target"], self._new_targets)
            set_mark(self._connection, "targets", self._last)
        if self._renamed:
            many(_SQL["name_target"], [(*names, target) for target, names in self._renamed.items()])
        many(_SQL["put"], self._changed.values())
        if self._texts:
            many(_SQL["drop_text"], [key for key, texts in self._texts.items() if not any(texts)])
            many(_SQL["put_text"], [(*key, *texts) for key, texts in self._texts.items() if any(texts)])
        self._rollups.write()

    def _target(self, ids: tuple[bytes, bytes], evaluation: EvaluationRecord) -> int:
        """The number of what was evaluated. Whoever knows its session or user first says so."""
        target = self._targets.get(ids)
        if target is None:
            row = self._connection.execute(_SQL["find_target"], ids).fetchone()
            if row is None:
                target = self._last = self._last + 1
                names = (evaluation.session, evaluation.user)
                self._new_targets.append((target, *ids, *names, self._now // 1000))
            else:
                target, *names, seen = row
                if evaluation.run and seen + _DAY < self._now // 1000:
                    target = self._renew(target)
                for known in self._connection.execute(_SQL["of_target"], (target,)):
                    self._rows[known[0], known[1]] = Row._make(known)
            self._targets[ids] = target
            self._named[target] = names[0], names[1]
        session, user = self._named[target]
        if (evaluation.session and not session) or (evaluation.user and not user):
            self._named[target] = self._renamed[target] = session or evaluation.session, user or evaluation.user
        return target

    def _renew(self, target: int) -> int:
        """Give a target the number of a new one: what runs come back to is not old, and is not the first to go."""
        self._last += 1
        self._connection.execute(_SQL["renew_target"], (self._last, self._now // 1000, target))
        for table in ("evaluations", "texts"):
            self._connection.execute(_SQL[f"renew_{table}"], (self._last, target))
        set_mark(self._connection, "targets", self._last)
        return self._last

    def _row(self, target: int, trace_id: bytes, evaluation: EvaluationRecord) -> Row:
        series, cell = self._interned.place(evaluation)
        failed = evaluation.passed is False or bool(evaluation.error and not evaluation.lost)
        time = evaluation.time // _MILLISECOND
        return Row(
            target,
            series,
            cell,
            self._interned.origin(evaluation),
            evaluation.revision,
            PARTIAL * evaluation.partial
            | CACHED * evaluation.cached
            | UNCALIBRATED * evaluation.uncalibrated
            | WITHDRAWN * evaluation.withdrawn
            | FAILED * bool(evaluation.error),
            0 if not cell else _OF_A_RUN if evaluation.run else int(failed or evaluation.judged),
            time if 0 < time <= self._now else self._now,
            None if evaluation.error or evaluation.withdrawn else evaluation.score,
            evaluation.label,
            evaluation.probability,
            evaluation.cost,
            int(evaluation.duration * _MICROSECONDS),
            self._grouping.group(evaluation, trace_id, *self._named[target]),
        )


def _ids(evaluation: EvaluationRecord) -> tuple[bytes, bytes]:
    """The trace and the span. A session has an id of the same form, made of its name."""
    if evaluation.trace_id:
        return evaluation.trace_id, evaluation.span_id
    return blake2b(evaluation.session.encode(), digest_size=16).digest(), b""
