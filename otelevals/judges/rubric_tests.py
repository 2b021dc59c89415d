"""The labelled test sets of the built-in rubrics: datasets whose rows say in their metadata what a judge should say."""

from pathlib import Path
from typing import NamedTuple

import orjson

from otelevals.judges.rubric import FOLDER
from otelevals.judges.scale import ABSTAIN, FAIL, PASS, AnyScale, Share
from otelevals.scoring.score import NoVerdict, Score

_TESTS = FOLDER / "tests"


class Labelled(NamedTuple):
    """A row of a test set."""

    id: str
    label: str
    """What a judge should say: a verdict of the scale (pass or fail where the score is a share), or cannot_judge."""
    why: str


def dataset(rubric: str) -> Path:
    """The dataset of a built-in rubric."""
    return _TESTS / f"{rubric}.jsonl"


def labels(rubric: str) -> dict[str, Labelled]:
    """The labels of its rows, by their ids."""
    found = {}
    for line in dataset(rubric).read_bytes().splitlines():
        row = orjson.loads(line)
        found[row["id"]] = Labelled(row["id"], row["metadata"]["label"], row["metadata"]["why"])
    return found


def possible_labels(scale: AnyScale) -> tuple[str, ...]:
    """What rows for a scale may be labelled with."""
    return (PASS, FAIL, ABSTAIN) if isinstance(scale, Share) else scale.verdicts


def label_of(verdict: Score | NoVerdict) -> str:
    """What a judge said, as a row would be labelled with it."""
    if isinstance(verdict, NoVerdict):
        return ABSTAIN
    return verdict.label or (PASS if verdict.passed else FAIL)
