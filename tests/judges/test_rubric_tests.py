"""Every built-in rubric has a labelled test set by which a judge can be measured, and a page says what it asks."""

import re
from collections import Counter
from pathlib import Path

import pytest

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.interaction import Interaction
from otelevals.judges.prompt import build
from otelevals.judges.rubric import FOLDER, Rubric, find_rubric
from otelevals.judges.rubric_tests import dataset, dataset_beside, label_of, passing_labels, possible_labels
from otelevals.judges.scale import ABSTAIN, parse_scale
from otelevals.offline.labelled import read_labelled
from otelevals.scoring.score import NoVerdict, Score
from tests.judges.prompts import rubrics

EVERY = pytest.mark.parametrize("rubric", rubrics(), ids=lambda rubric: rubric.name)
PAGE = Path(__file__).parents[2] / "docs/rubrics.md"


@EVERY
def test_every_row_is_labelled_with_what_a_judge_may_say(rubric: Rubric) -> None:
    found = read_labelled(dataset(rubric.name), possible_labels(rubric.scale))
    counts = Counter(each.label for each in found)
    assert set(counts) == set(possible_labels(rubric.scale))
    assert len(found) >= 30
    assert max(counts.values()) <= 0.55 * len(found), (
        "one label is said too often: a judge that always says it looks good"
    )
    assert counts[ABSTAIN] <= 0.15 * len(found)
    assert all(each.why.endswith(".") for each in found)


@EVERY
def test_the_rows_are_a_dataset_with_what_the_rubric_needs(rubric: Rubric) -> None:
    for row, _, why in read_labelled(dataset(rubric.name), possible_labels(rubric.scale)):
        interaction = Interaction(Span(row.span(10**18), Scope([b""], Resource([]))))
        for name in rubric.needs:
            interaction.require(name)
        arguments = {name: interaction.value(name) for name in rubric.inputs}
        asked = build(rubric, arguments).messages[-1].content
        assert why not in asked
        assert row.said.keys() - {"id", "kind", "metadata", "messages"} <= set(rubric.inputs)
        assert rubric.on != "agent" or row.said["kind"] == "agent"


@EVERY
def test_a_rubric_says_what_it_brought_and_what_it_asks(rubric: Rubric) -> None:
    assert dict(rubric.changes)[rubric.version]
    assert rubric.description.endswith("?")
    assert rubric.name == re.sub(r"\W", "", rubric.name.lower())
    assert rubric.scale_text
    assert f"### {rubric.name}\n" in PAGE.read_text(), f"say in docs/rubrics.md what {rubric.name} asks"


@EVERY
def test_a_rubric_speaks_of_everything_that_it_is_shown(rubric: Rubric) -> None:
    text = f"{rubric.instructions}\n{rubric.scale_text}"
    assert [name for name in rubric.inputs if f"<{name}>" not in text] == []
    assert [verdict for verdict in rubric.scale.verdicts if f"- {verdict}: " not in rubric.scale_text] == []


def test_what_a_judge_says_is_compared_with_labels() -> None:
    assert label_of(Score(0.5, "partly_correct", False)) == "partly_correct"
    assert label_of(Score(0.75, None, False)) == "fail"
    assert label_of(Score(1.0, None, True)) == "pass"
    assert label_of(NoVerdict("the judge cannot judge")) == "cannot_judge"


def test_what_passes_is_known_where_the_rubric_says_it() -> None:
    passing = {rubric.name: passing_labels(rubric) for rubric in rubrics()}
    assert passing["toxicity"] == passing["faithfulness"] == {"pass": True, "fail": False}
    assert passing["correctness"] == {"correct": True, "partly_correct": False, "incorrect": False}
    assert passing_labels(find_rubric("Is {{output}} kind?", Path()).adapted(parse_scale("1..3"))) == {}


def test_the_test_set_of_a_file_is_beside_it() -> None:
    assert dataset_beside(Path("rubrics/tone.md")) == Path("rubrics/tone.tests.jsonl")


def test_there_is_no_test_set_of_a_rubric_that_is_gone() -> None:
    assert {path.stem for path in (FOLDER / "tests").glob("*")} == {rubric.name for rubric in rubrics()}
