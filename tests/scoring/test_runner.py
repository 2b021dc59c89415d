"""The runner gives every scorer one outcome; only `scored` has scores, and nothing a scorer does gets out of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import PrivateAttr

from otelevals.processors.scorer import ScorerProcessor
from otelevals.scoring.call import ERROR_LIMIT
from otelevals.scoring.condition import compile_condition
from otelevals.scoring.configured import ConfiguredScorer, bind, configure
from otelevals.scoring.options import CommonOptions
from otelevals.scoring.outcome import Decision, Evaluation, Outcome, Target
from otelevals.scoring.runner import Run, run_scorers
from otelevals.scoring.sampling import draw, samplers
from otelevals.scoring.score import Score
from otelevals.scoring.scorer import Scorer
from otelevals.stats.inclusion import Inclusion
from tests.genai.spans import OPERATION, chat, interaction

TARGET = Target(b"\x01" * 16, b"\x02" * 8)


class Calls(Scorer):
    """Calls a function of the test."""

    _function: Callable[..., object] = PrivateAttr()

    def function(self) -> Callable[..., object]:
        return self._function


def calling(function: Callable[..., object], name: str = "a", **options: Any) -> ConfiguredScorer:
    scorer = Calls()
    scorer._function = function
    common = CommonOptions.model_validate({"type": "calls", "version": "1", **options})
    return bind(name, scorer, common, compile_condition(common.when) if common.when else None)


def length(output: str) -> int:
    return len(output)


def outcome(scorer: ConfiguredScorer, attributes: dict[str, Any], **more: Any) -> Outcome:
    (only,) = run_scorers([scorer], interaction(attributes), clock=iter(range(9)).__next__, **more)
    return only


def test_scored() -> None:
    assert outcome(calling(length, threshold=3), chat("Paris.")) == Outcome(
        "a",
        Decision.SCORED,
        evaluations=(Evaluation("a", "a", "1", TARGET, 6.0, passed=True, duration=1),),
        duration=1,
    )


def test_several_verdicts_have_names_of_their_own() -> None:
    evaluations = outcome(calling(lambda output: {"tone": "angry", "short": True}), chat("x")).evaluations
    assert [(item.name, item.scorer, item.label) for item in evaluations] == [
        ("a.tone", "a", "angry"),
        ("a.short", "a", "pass"),
    ]


@pytest.mark.parametrize(
    ("options", "attributes", "decision", "reason"),
    [
        ({"on": "tool"}, chat("x"), Decision.WRONG_KIND, "the scorer is for tool; this span is of kind chat"),
        ({}, {OPERATION: "evaluation"}, Decision.WRONG_KIND, "evaluator spans are not scored"),
        ({"on": "any"}, {OPERATION: "evaluation"}, Decision.WRONG_KIND, "evaluator spans are not scored"),
        (
            {"when": 'genai.kind == "agent"'},
            chat("x"),
            Decision.FILTERED,
            'the condition does not hold: genai.kind == "agent"',
        ),
        ({"sampling": {"rate": 0}}, chat("x"), Decision.SAMPLED_OUT, "the trace is not in the sample of 0"),
        (
            {},
            chat(),
            Decision.CONTENT_OFF,
            "the span carries no content: capture is off where it was made",
        ),
        ({}, chat(prompt="x"), Decision.MISSING_INPUT, "the span has no gen_ai.output.messages"),
    ],
)
def test_why_a_scorer_does_not_run(
    options: dict[str, Any], attributes: dict[str, Any], decision: Decision, reason: str
) -> None:
    result = outcome(calling(length, **options), attributes)
    assert (result.decision, result.reason, result.evaluations) == (decision, reason, ())
    assert result.field == ("output" if decision in (Decision.CONTENT_OFF, Decision.MISSING_INPUT) else "")


def test_what_is_there_already_is_a_duplicate() -> None:
    result = outcome(calling(length), chat("x"), taken={"a"})
    assert (result.decision, result.reason) == (Decision.DUPLICATE, "the span has a result of this scorer already")


def test_no_verdict_is_filtered_with_the_scorers_reason() -> None:
    result = outcome(calling(lambda output: Score.unscored("too short")), chat("x"))
    assert (result.decision, result.reason, result.evaluations) == (Decision.FILTERED, "too short", ())


def test_what_is_said_of_a_bad_verdict_is_short() -> None:
    result = outcome(calling(lambda output: {"x" * 9999: True}), chat("x"))
    assert (result.decision, len(result.reason)) == (Decision.ERRORED, ERROR_LIMIT)


def test_samples_are_nested() -> None:
    u = draw(TARGET.trace_id)
    rates = (u / 2, u, min(1.0, u * 1.01))
    scorers = [calling(length, f"s{n}", sampling={"rate": rate}) for n, rate in enumerate(rates)]
    decisions = [item.decision for item in run_scorers(scorers, interaction(chat("x")))]
    assert decisions == [Decision.SAMPLED_OUT, Decision.SAMPLED_OUT, Decision.SCORED]


def test_what_a_budget_does_not_afford_is_not_drawn() -> None:
    u = draw(TARGET.trace_id)
    rate = (1 + u) / 2
    scorer = calling(length, sampling={"rate": rate})
    drawing = samplers({"a": scorer.rules}, lambda: 0.0)
    for pace, decision in (
        (1.0, Decision.SCORED),
        (u / rate, Decision.SAMPLED_OUT),
        ((u + rate) / 2 / rate, Decision.SCORED),
    ):
        run = Run([scorer], interaction(chat("x")), samplers=drawing, pace={"a": pace}.__getitem__)
        run.go_on(here=True)
        (result,) = run.outcomes
        assert result is not None
        assert result.decision is decision
        assert all((each.probability, each.stratum) == (rate * pace, "rate") for each in result.evaluations)
        assert run.drawn == {"a": Inclusion(rate * pace, "rate")}


def test_what_was_drawn_once_is_drawn_again_with_the_same_probability() -> None:
    drawn = {"a": Inclusion(0.9999, "rate")}
    run = Run([calling(length)], interaction(chat("x")), revision=1, drawn=drawn, pace=lambda _: 0.0)
    run.go_on(here=True)
    (result,) = run.outcomes
    assert result is not None
    assert [each.probability for each in result.evaluations] == [0.9999]


def test_a_condition_that_fails_is_an_error_without_evaluation() -> None:
    result = outcome(calling(length, when="genai.output + 1 > 0"), chat("x"))
    assert (result.decision, result.evaluations) == (Decision.ERRORED, ())
    assert result.reason.startswith("the condition cannot be evaluated: ")


def test_a_condition_on_a_broken_resource_is_an_error_without_evaluation() -> None:
    view = interaction(chat("x"))
    view.span.scope.resource.raw = b"\x0a\xff"
    (result,) = run_scorers([calling(length, when="resource.dropped_attributes_count == 0")], view)
    assert (result.decision, result.evaluations) == (Decision.ERRORED, ())


class Mute(Exception):
    def __str__(self) -> str:
        raise SystemExit(3)


def recurse(output: str) -> Any:
    return recurse(output)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyError("x"), "KeyError: 'x'"),
        (ValueError(), "ValueError"),
        (SystemExit(2), "SystemExit: 2"),
        (GeneratorExit(), "GeneratorExit"),
        (asyncio.CancelledError("late"), "CancelledError: late"),
        (MemoryError(), "MemoryError"),
        (Mute(), "Mute: an exception without a readable message"),
        (ValueError("x" * 9999), "ValueError: " + "x" * (ERROR_LIMIT - 13) + "…"),
        (ValueError("lone \ud800"), "ValueError: lone ?"),
    ],
)
def test_whatever_a_scorer_raises_is_its_own_error(error: BaseException, text: str) -> None:
    def raising(output: str) -> bool:
        raise error

    result = outcome(calling(raising), chat("x"))
    assert (result.decision, result.reason) == (Decision.ERRORED, text)
    assert result.evaluations == (
        Evaluation("a", "a", "1", TARGET, error=text, error_type=type(error).__name__, duration=1),
    )


def test_endless_recursion_is_an_error_of_the_scorer() -> None:
    assert outcome(calling(recurse), chat("x")).reason.startswith("RecursionError: maximum recursion depth exceeded")


def test_nonsense_is_an_error_of_the_scorer() -> None:
    result = outcome(calling(lambda output: float("nan")), chat("x"))
    assert result.evaluations[0].error == "returned nan, which is not a score"
    assert result.evaluations[0].error_type == "BadVerdict"


def test_the_users_interrupt_passes() -> None:
    def interrupted(output: str) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outcome(calling(interrupted), chat("x"))


def test_one_scorer_does_not_touch_another() -> None:
    def broken(output: str) -> bool:
        raise SystemExit

    scorers = [calling(length, "first"), calling(broken, "broken"), calling(length, "last")]
    decisions = [item.decision for item in run_scorers(scorers, interaction(chat("x")))]
    assert decisions == [Decision.SCORED, Decision.ERRORED, Decision.SCORED]


def several(scorers: dict[str, object], **attributes: Any) -> dict[str, Outcome]:
    config = ScorerProcessor.Config.model_validate({"scorers": scorers})
    return {
        each.scorer: each for each in run_scorers(config.scorers.values(), interaction(chat("Paris", **attributes)))
    }


def test_a_condition_may_ask_what_another_scorer_found() -> None:
    rome, paris = ({"type": "contains", "values": [city]} for city in ("Rome", "Paris"))
    found = several(
        {
            "after_rome": {"type": "not_empty", "when": 'evals["rome"].passed'},
            "after_paris": {"type": "not_empty", "when": 'evals["paris"].passed and evals["rome"].score < 1'},
            "rome": rome,
            "paris": paris,
        }
    )
    assert list(found) == ["rome", "after_rome", "paris", "after_paris"]
    assert {name: each.decision.value for name, each in found.items()} == {
        "rome": "scored",
        "after_rome": "filtered",
        "paris": "scored",
        "after_paris": "scored",
    }


def test_a_condition_on_what_was_not_scored_is_not_held_against_anybody() -> None:
    found = several(
        {
            "rome": {"type": "contains", "values": ["Rome"], "when": 'genai.model == "other"'},
            "next": {"type": "not_empty", "when": 'not evals["rome"].passed'},
            "or_not": {"type": "not_empty", "when": 'evals["rome"].passed == nil'},
        }
    )
    assert found["next"].decision.value == "missing_input"
    assert (found["next"].field, found["next"].reason) == (
        "evals.rome",
        "it asks for rome, which was not scored (filtered)",
    )
    assert found["or_not"].decision.value == "scored"


@pytest.mark.parametrize(
    ("condition", "returned", "passed"),
    [
        ("score <= 2", "1", True),
        ("score <= 2", "3.5", False),
        ('label == "calm"', "'calm'", True),
        ("score == nil", "2", False),
    ],
)
def test_a_condition_may_say_what_passes(tmp_path: Path, condition: str, returned: str, passed: bool) -> None:
    (tmp_path / "checks.py").write_text(f"def mine(output):\n    return {returned}\n")
    entry = {"type": "python", "path": f"{tmp_path}/checks.py:mine", "pass_if": condition}
    (evaluation,) = several({"mine": entry})["mine"].evaluations
    assert evaluation.passed is passed


def test_a_condition_that_a_verdict_does_not_fit_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("def mine(output):\n    return 'calm'\n")
    entry = {"type": "python", "path": f"{tmp_path}/checks.py:mine", "pass_if": "score + 1 > 2"}
    outcome = several({"mine": entry})["mine"]
    assert outcome.decision.value == "errored"
    assert outcome.reason.startswith("pass_if cannot be evaluated: ")


def test_what_was_scored_of_a_part_of_a_trace_says_so() -> None:
    built = [configure("not_empty", None), configure("code", {"type": "json_valid", "on": "tool"})]
    scored, other = run_scorers(built, interaction(chat("Paris")), partial="its root has not come", revision=2)
    assert scored.reason == "the trace is partial: its root has not come"
    assert [(each.partial, each.revision) for each in scored.evaluations] == [(True, 2)]
    assert "partial" not in other.reason
