"""Test sets by which judges are measured: datasets whose rows are labelled with what a judge should say."""

from collections.abc import Mapping
from pathlib import Path

from otelevals.judges.rubric import FOLDER, Rubric
from otelevals.judges.scale import ABSTAIN, FAIL, PASS, AnyScale, Share
from otelevals.scoring.score import NoVerdict, Score

_TESTS = FOLDER / "tests"


def dataset(rubric: str) -> Path:
    """The test set of a built-in rubric."""
    return _TESTS / f"{rubric}.jsonl"


def dataset_beside(rubric: Path) -> Path:
    """Where the test set of a rubric in a file is: that of tone.md is tone.tests.jsonl."""
    return rubric.with_suffix(".tests.jsonl")


def possible_labels(scale: AnyScale) -> tuple[str, ...]:
    """What rows for a scale may be labelled with."""
    return (PASS, FAIL, ABSTAIN) if isinstance(scale, Share) else scale.verdicts


def passing_labels(rubric: Rubric) -> Mapping[str, bool]:
    """Whether a label passes; nothing where the rubric does not say what passes."""
    scale, threshold = rubric.scale, rubric.threshold
    if isinstance(scale, Share) or scale.kind == "boolean":
        return {PASS: True, FAIL: False}
    return {} if threshold is None else {label: value >= threshold for label, value in scale.values.items()}


def label_of(verdict: Score | NoVerdict) -> str:
    """What a judge said, as a row would be labelled with it."""
    if isinstance(verdict, NoVerdict):
        return ABSTAIN
    return verdict.label or (PASS if verdict.passed else FAIL)
