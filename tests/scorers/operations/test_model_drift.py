"""An alias stands for its versions; any other model is drift."""

import pytest

from otelevals.genai.fields import MissingInput
from otelevals.scorers.operations.model_drift import ModelDrift, same_model
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction

ASKED, ANSWERED = "gen_ai.request.model", "gen_ai.response.model"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("gpt-4o", "gpt-4o"),
        ("GPT-4o", "gpt-4o-2024-08-06"),
        ("gpt-4", "gpt-4-0613"),
        ("gpt-4.1", "gpt-4.1-2025-04-14"),
        ("claude-sonnet-4", "claude-sonnet-4-20250514"),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        ("claude-3-5-sonnet@20240620", "claude-3-5-sonnet@20240620"),
        ("openai/gpt-4o", "gpt-4o-2024-08-06"),
        ("models/gemini-2.0-flash", "gemini-2.0-flash-001"),
        ("eu.anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"),
        ("mistral-large-latest", "mistral-large-2411"),
        ("llama3.1:8b", "llama3.1:8b"),
    ],
)
def test_the_same_model(asked: str, answered: str) -> None:
    assert same_model(asked, answered)
    assert ModelDrift().score(interaction(chat("x", "y", **{ASKED: asked, ANSWERED: answered}))) is True


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o", "gpt-4o-mini-2024-07-18"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06"),
        ("gpt-4-0613", "gpt-4"),
        ("gemini-1.5-pro", "gemini-1.5-flash"),
        ("gpt-4", "gpt-4.1"),
        ("llama3.1:8b", "llama3.1:70b"),
        ("claude-3-opus", "claude-3-haiku-20240307"),
        ("gpt-4", "x" * 100_000),
    ],
)
def test_another_model(asked: str, answered: str) -> None:
    assert not same_model(asked, answered)


def test_drift_names_both() -> None:
    view = interaction(chat("x", "y", **{ASKED: "gpt-4o", ANSWERED: "gpt-4o-mini"}))
    assert ModelDrift().score(view) == Score.failing("'gpt-4o-mini' answered instead of 'gpt-4o'")


def test_what_is_pinned_is_pinned_exactly() -> None:
    scorer = ModelDrift(pinned=["gpt-4o-2024-08-06"])
    assert scorer.score(interaction(chat("x", "y", **{ANSWERED: "gpt-4o-2024-08-06"}))) is True
    view = interaction(chat("x", "y", **{ASKED: "gpt-4o", ANSWERED: "gpt-4o-2024-11-20"}))
    assert scorer.score(view) == Score.failing("'gpt-4o-2024-11-20' answered, which is not pinned")


@pytest.mark.parametrize("said", [{ASKED: "gpt-4o"}, {ANSWERED: "gpt-4o"}, {}])
def test_both_models_are_needed(said: dict[str, str]) -> None:
    with pytest.raises(MissingInput):
        ModelDrift().score(interaction(chat("x", "y", **said)))
