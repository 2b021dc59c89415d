"""The scorer type `composite`: one verdict of several others."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from otelevals.genai.fields import Absent, MissingInput
from otelevals.scoring.outcome import Evaluation
from otelevals.scoring.score import Score
from otelevals.scoring.scorer import Scorer

Weight = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Composite(Scorer):
    """Puts the evaluations of other scorers together."""

    inline = True

    of: Annotated[list[str] | dict[str, Weight], Field(min_length=1)]
    """The evaluations by their names, with weights if they count differently."""
    combine: Literal["weighted", "all", "any"] = "weighted"
    """`weighted`: the mean of the scores by weight; `all`, `any`: whether all, or any, pass."""

    def depends_on(self) -> Iterable[str]:
        return [name.partition(".")[0] for name in self.of]

    def score(self, evals: Mapping[str, Evaluation]) -> Score:
        given = {name: _find(evals, name) for name in self.of}
        if self.combine == "weighted":
            return self._weighted(given)
        passed = {name: _passed(evaluation) for name, evaluation in given.items()}
        failing = [name for name, each in passed.items() if not each]
        if not failing if self.combine == "all" else len(failing) < len(passed):
            return Score.passing()
        return Score.failing(f"{', '.join(failing)} did not pass")

    def _weighted(self, given: Mapping[str, Evaluation]) -> Score:
        weights = self.of if isinstance(self.of, dict) else dict.fromkeys(self.of, 1.0)
        total = sum(weights.values())
        scores = {name: _score(evaluation) for name, evaluation in given.items()}
        mean = sum(weights[name] * score for name, score in scores.items()) / total
        return Score(mean, explanation=", ".join([f"{name} {score:.3g}" for name, score in scores.items()]))


def _find(evals: Mapping[str, Evaluation], name: str) -> Evaluation:
    if name not in evals:
        raise _missing(name, f"{name} was not scored")
    return evals[name]


def _passed(evaluation: Evaluation) -> bool:
    if evaluation.passed is None:
        raise _missing(evaluation.name, f"{evaluation.name} neither passes nor fails")
    return evaluation.passed


def _score(evaluation: Evaluation) -> float:
    if evaluation.score is None:
        raise _missing(evaluation.name, f"{evaluation.name} has no score")
    return evaluation.score


def _missing(name: str, reason: str) -> MissingInput:
    return MissingInput(f"evals.{name}", Absent(reason))
