"""The differences that are known, with their reasons: a run fails when one is new, or is no longer there."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.interop.compare import ABSENT, Difference

Reasons = dict[Difference, str]


def known() -> dict[str, Reasons]:
    """The differences of each producer."""
    table = tomllib.loads((Path(__file__).parent / "differences.toml").read_text())
    return {producer: dict(pair for row in rows for pair in _expanded(row)) for producer, rows in table.items()}


def _expanded(row: dict[str, Any]) -> Iterator[tuple[Difference, str]]:
    for scenario in row["in"].split():
        for place in row["at"].split():
            kind, _, field = place.rpartition(".")
            yield Difference(scenario, kind, field, row.get("seen", ABSENT)), row["reason"]


def complaints(found: Sequence[Difference], reasons: Reasons) -> list[str]:
    """What differs from the known differences, in either direction."""
    new = [f"{_told(each)} is new" for each in found if each not in reasons]
    gone = [f"{_told(each)} is no longer so" for each in reasons if each not in found]
    return new + gone


def _told(difference: Difference) -> str:
    at = f"{difference.kind}.{difference.field}".strip(".")
    return f"{difference.scenario}: {at} = {difference.seen}"
