"""Datasets whose rows say in their metadata what a judge should say of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from otelevals.offline.dataset import MOST_PROBLEMS, BadDataset, Dataset
from otelevals.offline.rows import Row

_LABEL, _WHY = "label", "why"


class Labelled(NamedTuple):
    row: Row
    label: str
    """What a judge should say."""
    why: str
    """What was in mind when it was labelled, which a judge does not see; empty where nobody said it."""


def read_labelled(path: Path, possible: Sequence[str]) -> list[Labelled]:
    """The rows of a test set, labelled with what is possible; BadDataset when something is wrong with it."""
    found: list[Labelled] = []
    problems: list[str] = []
    for row in Dataset(path):
        metadata = row.said.get("metadata", {})
        label = str(metadata.get(_LABEL, ""))
        if label in possible:
            found.append(Labelled(row, label, str(metadata.get(_WHY, ""))))
        elif len(problems) < MOST_PROBLEMS:
            problems.append(f"{path}:{row.line}: metadata.{_LABEL}: expected one of {', '.join(possible)}")
    if problems:
        raise BadDataset(problems)
    return found
