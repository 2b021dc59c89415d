"""What scorers decided: on each of the latest spans, and how often for which reason."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from otelevals.api.decisions import Decided, DecisionKey
from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.grain import MINUTE, read_grain
from otelevals.store.interned import Interned
from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

MOST_SPANS = 100_000
_SQL = statements("decided")
_MILLISECOND = 1_000_000


class DecidedThen(NamedTuple):
    """What scorers decided on a span, and when, in milliseconds."""

    time: int
    span: Decided


class OfTrace(NamedTuple):
    """What is known of the spans of a trace, in the order in which it came."""

    decided: list[DecidedThen]
    evaluations: list[EvaluationRecord]
    """Those of live traffic that are there by themselves."""


class Counts(NamedTuple):
    since: int
    """Milliseconds: where the first sum begins, which may be earlier than what was asked for."""
    until: int
    """Where the last one ends, likewise."""
    decisions: dict[DecisionKey, int]


def add_decided(connection: Connection, interned: Interned, spans: Sequence[Decided], now: int) -> None:
    """Add spans, and drop the oldest for which there is no room."""
    spans = spans[-MOST_SPANS:]
    last = get_mark(connection, "decided")
    rows = [
        (
            last + number,
            span.trace_id,
            span.span_id,
            span.kind,
            span.revision,
            now,
            " ".join([str(interned.reason(*key)) for key in span.decisions]),
        )
        for number, span in enumerate(spans, 1)
    ]
    connection.executemany(_SQL["add"], rows)
    set_mark(connection, "decided", last + len(rows))
    connection.execute(_SQL["drop_until"], (last + len(rows) - MOST_SPANS,))


def drop_decided_before(connection: Connection, before: int, spans: int) -> bool:
    """Drop so many of those that were decided before a time in milliseconds; whether there may be more."""
    return _drop(connection, connection.execute(_SQL["last_before"], (spans, before)).fetchone()[0])


def drop_oldest_decided(connection: Connection, spans: int) -> bool:
    """Drop so many; whether there were some."""
    return _drop(connection, connection.execute(_SQL["last_of_oldest"], (spans,)).fetchone()[0])


def _drop(connection: Connection, last: int | None) -> bool:
    if last is not None:
        connection.execute(_SQL["drop_until"], (last,))
    return last is not None


def read_trace(connection: Connection, trace_id: bytes) -> OfTrace:
    """Inside a transaction."""
    keys: dict[str, DecisionKey | None] = {}
    decided = []
    for span_id, kind, revision, time, numbers in connection.execute(_SQL["of_trace"], (trace_id,)).fetchall():
        found = [_reason(connection, number, keys) for number in numbers.split()]
        span = Decided(trace_id, span_id, kind, revision, [key for key in found if key is not None])
        decided.append(DecidedThen(time, span))
    return OfTrace(decided, [_evaluation(row) for row in connection.execute(_SQL["evaluations"], (trace_id,))])


def _reason(connection: Connection, number: str, keys: dict[str, DecisionKey | None]) -> DecisionKey | None:
    if number not in keys:
        keys[number] = connection.execute(_SQL["reason"], (int(number),)).fetchone()
    return keys[number]


def _evaluation(row: Sequence[Any]) -> EvaluationRecord:
    trace_id, span_id, time, name, score, explanation, scorer, version, label, passed, error, revision, kind = row
    return EvaluationRecord(
        trace_id,
        span_id,
        time * _MILLISECOND,
        name,
        score,
        explanation=explanation or "",
        scorer=scorer,
        version=version,
        label=label,
        passed=None if passed is None else bool(passed),
        error=error or "",
        revision=revision,
        kind=kind,
    )


def read_counts(connection: Connection, since: int, until: int) -> Counts:
    """Inside a transaction."""
    grain = read_grain(connection)
    first, end = grain.begin(since // MINUTE), grain.end(-(-until // MINUTE))
    counts = {tuple(key): n for *key, n in connection.execute(_SQL["counts"], (first, end))}
    return Counts(first * MINUTE, end * MINUTE, counts)
