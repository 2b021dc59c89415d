"""Reads when offline runs were, and what they found of single targets."""

from collections.abc import Iterable
from typing import NamedTuple

from otelevals.store.grain import MINUTE, read_grain
from otelevals.store.interned import ERROR, FAILED, PASSED
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_SQL = statements("runs")

Target = tuple[bytes, bytes]
"""A trace and a span id."""


class Verdict(NamedTuple):
    """What a run said of a target under one name."""

    scorer: str
    name: str
    version: str
    score: float | None
    passed: bool | None
    label: str
    explanation: str
    failed_to_judge: bool


def read_runs(connection: Connection) -> list[str]:
    return sorted(run for (run,) in connection.execute(_SQL["runs"]))


def read_range(connection: Connection, run: str) -> tuple[int, int] | None:
    """Inside a transaction."""
    first, last = connection.execute(_SQL["range"], (run,)).fetchone()
    return None if first is None else (first * MINUTE, read_grain(connection).end(last + 1) * MINUTE)


def read_verdicts(connection: Connection, run: str, targets: Iterable[Target]) -> dict[Target, list[Verdict]]:
    """By target; those of which the run says nothing are not there."""
    found: dict[Target, list[Verdict]] = {}
    for target in targets:
        for scorer, name, version, score, outcome, label, text in connection.execute(_SQL["of_run"], (*target, run)):
            passed = {PASSED: True, FAILED: False}.get(outcome)
            verdict = Verdict(scorer, name, version, score, passed, label, text or "", outcome == ERROR)
            found.setdefault(target, []).append(verdict)
    return found
