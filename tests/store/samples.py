"""Evaluations and stores for tests."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.judge_calls import CallKey
from otelevals.store.judging import Bounds, JudgingStore
from otelevals.store.store import Store
from otelevals.store.totals import Total
from otelevals.store.upkeep import Limits

NOW = 1_790_000_040_000
"""Milliseconds, at the beginning of a minute."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


def evaluation(target: int = 1, **values: Any) -> EvaluationRecord:
    """One of a passing check, unless something else is said."""
    start = {"time": NOW * 1_000_000, "name": "tone", "version": "1", "score": 1.0, "passed": True, "label": "pass"}
    ids = {"trace_id": target.to_bytes(16, "big"), "span_id": target.to_bytes(8, "big")}
    found = EvaluationRecord(**{**ids, **start, **values})
    return found if found.scorer else found._replace(scorer=found.name)


def failing(target: int = 1, **values: Any) -> EvaluationRecord:
    return evaluation(target, **{"score": 0.0, "passed": False, "label": "fail", **values})


def decided(target: int = 1, *decisions: DecisionKey, revision: int = 0) -> Decided:
    """What was decided on a span: that a scorer was shed, unless something else is said."""
    ids = target.to_bytes(16, "big"), target.to_bytes(8, "big")
    return Decided(*ids, "chat", revision, list(decisions) or [("tone", "shed", "no memory")])


@contextmanager
def opened(path: Path, **options: Any) -> Iterator[Store]:
    with closing(Store(path, **options)) as store:
        yield store


def totals(store: Store, since: int = NOW - 90 * DAY, until: int = NOW + 90 * DAY, run: str = "") -> list[Total]:
    found = store.totals(since, until, run).sums
    return sorted(found, key=lambda total: (total.name, str(total.dimensions), total.outcome, total.scored))


def tidied(store: Store, limits: Limits, now: int) -> None:
    """Nothing is left to do."""
    while store.maintain(limits, now):
        pass


def kept(store: Store) -> list[dict[str, Any]]:
    """The evaluations that are there by themselves."""
    cursor = store._connection.execute("SELECT * FROM ledger ORDER BY trace_id, span_id, run, name, version")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def count(store: Store, table: str) -> int:
    found: int = store._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


@contextmanager
def judging(path: Path, bounds: Bounds | None = None, **options: Any) -> Iterator[JudgingStore]:
    """What judges write, in a transaction."""
    with closing(JudgingStore(path, bounds=bounds, **options)) as store, store.transaction():
        yield store


def call(number: int = 1, **values: Any) -> CallKey:
    """A call of a judge for a target."""
    ids = number.to_bytes(16, "big"), number.to_bytes(8, "big")
    return CallKey("", *ids, "faithful", "1", "gpt-5-mini")._replace(**values)
