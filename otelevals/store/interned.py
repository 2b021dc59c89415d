"""Texts that are the same on many evaluations, stored once and known by a number.

Each notes the day of its last use, and numbers are remembered until the end of a day: what the database drops because
nobody has used it for long, no process remembers.
"""

from typing import Any

import orjson

from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

FAILED, PASSED, NEITHER, ERROR = range(4)
"""Outcomes."""
DAY = 86_400_000  # milliseconds
_SQL = statements("interned")
_REMEMBERED = 50_000
_DATED = frozenset({"series", "cell", "origin", "reason"})
_GRACE = 2  # days, for clocks that differ

Dimensions = tuple[tuple[str, str], ...]


class Interned:
    """Works inside the transactions of one connection. `forget` when one of them failed: its numbers are void."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._places: dict[tuple[Any, ...], tuple[int, int]] = {}
        self._day = -1

    def begin(self, day: int) -> None:
        """A transaction has begun on that day."""
        if day != self._day or len(self._numbers) + len(self._places) > _REMEMBERED:
            self.forget()
            self._day = day

    def forget(self) -> None:
        self._numbers.clear()
        self._places.clear()

    def place(self, evaluation: EvaluationRecord) -> tuple[int, int]:
        """The series of an evaluation and its cell. A withdrawn one has no cell, 0."""
        key = (
            evaluation.run,
            evaluation.scorer,
            evaluation.name,
            evaluation.version,
            evaluation.dimensions,
            evaluation.passed,
            evaluation.score is None,
            bool(evaluation.error),
            evaluation.withdrawn,
        )
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self._place(evaluation)
        return found

    def origin(self, evaluation: EvaluationRecord) -> int:
        return self._number(
            "origin",
            evaluation.kind,
            evaluation.requested_model,
            evaluation.served_model,
            evaluation.stratum,
            evaluation.window,
        )

    def reason(self, scorer: str, decision: str, reason: str) -> int:
        return self._number("reason", scorer, decision, reason)

    def prune(self, day: int) -> None:
        """Drop what was last used before that day."""
        for name in ("cells", "series", "origins", "reasons"):
            self._connection.execute(_SQL[f"forget_{name}"], (day - _GRACE,))
        self._connection.execute(_SQL["forget_dimension_sets"])

    def _place(self, evaluation: EvaluationRecord) -> tuple[int, int]:
        series = self._number("series", evaluation.run, evaluation.scorer, evaluation.name, evaluation.version)
        if evaluation.withdrawn:
            return series, 0
        dimension_set = self._number("dimension_set", encode(evaluation.dimensions))
        outcome = outcome_of(evaluation)
        scored = outcome != ERROR and evaluation.score is not None
        return series, self._number("cell", series, dimension_set, outcome, int(scored))

    def _number(self, kind: str, *values: Any) -> int:
        key = (kind, *values)
        number = self._numbers.get(key)
        if number is None:
            number = self._find(kind, values)
            if number is None:
                self._connection.execute(_SQL[f"add_{kind}"], values)
                number = self._find(kind, values)
                assert number is not None
            if kind in _DATED:
                self._connection.execute(_SQL[f"touch_{kind}"], (self._day, number, self._day))
            self._numbers[key] = number
        return number

    def _find(self, kind: str, values: tuple[Any, ...]) -> int | None:
        row = self._connection.execute(_SQL[f"find_{kind}"], values).fetchone()
        return None if row is None else int(row[0])


def outcome_of(evaluation: EvaluationRecord) -> int:
    if evaluation.error:
        return ERROR
    return NEITHER if evaluation.passed is None else PASSED if evaluation.passed else FAILED


def encode(dimensions: Dimensions) -> str:
    return orjson.dumps(dict(dimensions)).decode()


def decode(text: str) -> dict[str, str]:
    found: dict[str, str] = orjson.loads(text)
    return found
