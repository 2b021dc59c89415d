"""The ten checks of `bench.scorers` as users of other libraries write them: with a built-in where there is one, else as
a class of their own."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import autoevals
from autoevals.score import Score, Scorer
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Contains, Evaluator, EvaluatorContext, MaxDuration
from pydantic_evals.evaluators._run_evaluator import run_evaluator

from bench.scorers import LABELS, MOST_SECONDS, MOST_TOKENS, MOST_WORDS, PATTERN, WORDS


class Given(NamedTuple):
    """What a peer is handed, ready to use."""

    input: str
    output: str
    seconds: float
    tokens: int


_REFUSAL = re.compile(
    r"^(?:i'm sorry|i am sorry|sorry)?,? ?(?:but )?i (?:can't|cannot|am unable to) (?:help|assist|provide)"
)
_PRICE = re.compile(PATTERN)


def _is_json(output: str) -> bool:
    try:
        json.loads(output)
    except ValueError:
        return False
    return True


CHECKS: dict[str, Callable[[str, int], bool]] = {
    "not_empty": lambda output, tokens: bool(output.strip()),
    "not_contains": lambda output, tokens: "TODO" not in output and "lorem ipsum" not in output,
    "regex": lambda output, tokens: _PRICE.search(output) is None,
    "one_of": lambda output, tokens: output.strip().casefold() in LABELS,
    "brief": lambda output, tokens: len(output.split()) <= MOST_WORDS,
    "refusal": lambda output, tokens: _REFUSAL.match(output.casefold()) is None,
    "tokens": lambda output, tokens: tokens <= MOST_TOKENS,
}


@dataclass
class Check(Evaluator[Any, Any, Any]):
    """A check of the user's own in pydantic-evals."""

    check: str
    _function: Callable[[str, int], bool] = field(init=False, repr=False, default=CHECKS["not_empty"])

    def __post_init__(self) -> None:
        self._function = CHECKS[self.check]

    def evaluate(self, ctx: EvaluatorContext[Any, Any, Any]) -> bool:
        return self._function(ctx.output, ctx.metadata)


@dataclass
class IsJson(Evaluator[Any, Any, Any]):
    def evaluate(self, ctx: EvaluatorContext[Any, Any, Any]) -> bool:
        return _is_json(ctx.output)


def _evaluators() -> list[Evaluator[Any, Any, Any]]:
    return [
        *map(Check, CHECKS),
        Contains(value=WORDS[0], case_sensitive=False),
        IsJson(),
        MaxDuration(seconds=MOST_SECONDS),
    ]


def evaluators_alone(given: Sequence[Given]) -> Callable[[], object]:
    """Each evaluator is run by the library's own runner, without a dataset, a task or a report."""
    evaluators = _evaluators()
    contexts = [
        EvaluatorContext(
            name="x",
            inputs=each.input,
            metadata=each.tokens,
            expected_output=None,
            output=each.output,
            duration=each.seconds,
            _span_tree=None,  # type: ignore[arg-type]
            attributes={},
            metrics={},
        )
        for each in given
    ]

    async def run() -> None:
        for context in contexts:
            for evaluator in evaluators:
                await run_evaluator(evaluator, context)

    return lambda: asyncio.run(run())


def dataset(given: Sequence[Given]) -> Callable[[], object]:
    """As its documentation has it: a dataset, a task that gives the recorded answers, and a report."""
    answers = {each.input: each.output for each in given}
    cases = [Case(name=str(at), inputs=each.input, metadata=each.tokens) for at, each in enumerate(given)]
    made: Dataset[Any, Any, Any] = Dataset(name="bench", cases=cases, evaluators=_evaluators())
    return lambda: made.evaluate_sync(answers.__getitem__, progress=False)


class Own(Scorer):
    """A check of the user's own in autoevals."""

    def __init__(self, check: Callable[[str, int], bool]) -> None:
        self._check = check

    def _run_eval_sync(self, output: Any, expected: Any = None, **kwargs: Any) -> Score:
        return Score(name="own", score=float(self._check(output, kwargs["tokens"])))


def scorers(given: Sequence[Given]) -> Callable[[], object]:
    own = [
        *map(Own, CHECKS.values()),
        Own(lambda output, tokens: any(word in output.casefold() for word in WORDS)),
        Own(lambda output, tokens: True),  # the time is known to be short
    ]
    json_valid = autoevals.ValidJSON()

    def run() -> None:
        for each in given:
            for scorer in own:
                scorer(each.output, tokens=each.tokens)
            json_valid(each.output)

    return run


PEERS = {
    "pydantic-evals, its evaluators alone": evaluators_alone,
    "pydantic-evals, a dataset": dataset,
    "autoevals": scorers,
}
