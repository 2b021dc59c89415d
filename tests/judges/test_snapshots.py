"""What judges are asked is what was reviewed, and does not change without its version."""

import pytest

from otelevals.judges.prompt import build
from otelevals.judges.rubric import Rubric
from tests.judges.prompts import ARGUMENTS, FOLDER, digest, rubrics, shown, snapshot, version, versions

EVERY = pytest.mark.parametrize("rubric", rubrics(), ids=lambda rubric: rubric.name)


@EVERY
def test_a_version_is_one_text(rubric: Rubric) -> None:
    assert versions().get(version(rubric)) == digest(rubric), (
        f"{version(rubric)} asks something else than before: raise `version` in its file and say in `changes` what "
        "changed (for the words around all rubrics raise FORMAT in otelevals/judges/prompt.py), then run "
        "python -m tests.judges.prompts and read the difference"
    )


@EVERY
def test_the_complete_prompt_is_kept(rubric: Rubric) -> None:
    assert snapshot(rubric).read_text() == shown(build(rubric, ARGUMENTS)), "run python -m tests.judges.prompts"


def test_no_prompt_is_kept_of_a_rubric_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {rubric.name for rubric in rubrics()}
