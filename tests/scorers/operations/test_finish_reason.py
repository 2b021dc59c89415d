"""Answers end for reasons that are allowed, whatever a provider calls them."""

import pytest
from pydantic import ValidationError

from otelevals.genai.fields import MissingInput
from otelevals.scorers.operations.finish_reason import FinishReason
from otelevals.scoring.configured import configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.runner import run_scorers
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction

REASONS = "gen_ai.response.finish_reasons"


def score(*reasons: str, **options: list[str]) -> Score | bool:
    view = interaction(chat("x", "y", **{REASONS: list(reasons)}))
    return FinishReason(**options).score(view.require("finish_reasons"))


@pytest.mark.parametrize("reasons", [["stop"], ["end_turn", "tool_use"], ["STOP"], ["COMPLETE"]])
def test_usual_ends_pass(reasons: list[str]) -> None:
    assert score(*reasons) is True


@pytest.mark.parametrize(("said", "reason"), [("max_tokens", "length"), ("SAFETY", "content_filter"), ("odd", "odd")])
def test_others_are_named(said: str, reason: str) -> None:
    assert score("stop", said) == Score.failing(f"the answer ended because of {reason!r}")


def test_reasons_can_be_allowed_by_any_name() -> None:
    assert score("length", allowed=["max_tokens"]) is True
    assert score("stop", allowed=["max_tokens"]) is not True
    with pytest.raises(ValidationError, match="at least 1"):
        FinishReason(allowed=[])


def test_without_a_reason_there_is_no_verdict() -> None:
    (outcome,) = run_scorers([configure("x", {"type": "finish_reason"})], interaction(chat("x", "y")))
    assert outcome.decision is Decision.MISSING_INPUT
    with pytest.raises(MissingInput):
        score()
