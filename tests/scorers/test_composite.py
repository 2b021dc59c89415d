"""A composite puts the evaluations of other scorers together, which run before it wherever they are written."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.processors.scorer import ScorerProcessor
from otelevals.scoring.outcome import Outcome
from otelevals.scoring.runner import run_scorers
from tests.genai.spans import chat, interaction

PARIS = {"type": "contains", "values": ["Paris"]}
ROME = {"type": "contains", "values": ["Rome"]}


def outcomes(scorers: Any, output: str | None = "Paris") -> dict[str, Outcome]:
    config = ScorerProcessor.Config.model_validate({"scorers": scorers})
    return {each.scorer: each for each in run_scorers(config.scorers.values(), interaction(chat(output)))}


def verdict(composite: dict[str, Any], output: str | None = "Paris") -> tuple[Any, ...]:
    outcome = outcomes({"both": {"type": "composite", **composite}, "paris": PARIS, "rome": ROME}, output)["both"]
    if not outcome.evaluations:
        return outcome.decision.value, outcome.field, outcome.reason
    (evaluation,) = outcome.evaluations
    return evaluation.score, evaluation.passed, evaluation.explanation


@pytest.mark.parametrize(
    ("composite", "expected"),
    [
        ({"of": ["paris", "rome"]}, (0.5, None, "paris 1, rome 0")),
        ({"of": {"paris": 3, "rome": 1}, "threshold": 0.7}, (0.75, True, "paris 1, rome 0")),
        ({"of": ["paris", "rome"], "combine": "all"}, (0.0, False, "rome did not pass")),
        ({"of": ["paris", "rome"], "combine": "any"}, (1.0, True, None)),
        ({"of": ["rome"], "combine": "any"}, (0.0, False, "rome did not pass")),
    ],
)
def test_verdicts_of_verdicts(composite: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert verdict(composite) == expected


def test_without_one_of_its_parts_there_is_no_verdict() -> None:
    assert verdict({"of": ["paris"]}, None) == ("missing_input", "evals.paris", "paris was not scored")


def test_a_part_must_have_what_is_combined(tmp_path: Any) -> None:
    (tmp_path / "checks.py").write_text("def tone(output):\n    return 'calm'\ndef size(output):\n    return 3\n")
    parts = {name: {"type": "python", "path": f"{tmp_path}/checks.py:{name}"} for name in ("tone", "size")}
    found = outcomes(
        {
            **parts,
            "mean": {"type": "composite", "of": ["tone"]},
            "every": {"type": "composite", "of": ["size"], "combine": "all"},
        }
    )
    assert found["mean"].reason == "tone has no score"
    assert found["every"].reason == "size neither passes nor fails"


@pytest.mark.parametrize(
    ("scorers", "sentence"),
    [
        (
            {"a": {"type": "composite", "of": ["pariss"]}, "paris": PARIS},
            "it asks for a scorer 'pariss' that is not there (valid: a, paris; did you mean paris?)",
        ),
        (
            {"a": {"type": "composite", "of": ["b"]}, "b": {"type": "composite", "of": ["a"]}},
            "scorers ask for each other: a -> b -> a",
        ),
        ({"a": {"type": "composite", "of": []}}, None),
        ({"a": {"type": "composite", "of": {"b": 0}}}, None),
    ],
)
def test_mistakes(scorers: Any, sentence: str | None) -> None:
    with pytest.raises(ValidationError) as caught:
        ScorerProcessor.Config.model_validate({"scorers": scorers})
    assert sentence is None or sentence in str(caught.value)
