"""Codex: turns of an agent, and requests that repeat the turn's tokens in the conventions' names."""

import json
from pathlib import Path

import pytest

from otelevals.genai.kinds import Kind
from otelevals.genai.recognise import is_genai
from otelevals.genai.usage import Usage
from tests.genai.spans import interaction, span

FIXTURE = Path(__file__).parents[3] / "../shared/fixtures/codex__session_task_turn.json"
TOKENS = "codex.turn.token_usage."


def test_a_turn() -> None:
    view = interaction(
        {
            "thread.id": "019e9bfe-7749",
            "turn.id": "t-1",
            "model": "gpt-5.5",
            TOKENS + "input_tokens": 13297,
            TOKENS + "cached_input_tokens": 4480,
            TOKENS + "output_tokens": 23,
            TOKENS + "reasoning_output_tokens": 10,
            TOKENS + "total_tokens": 13320,
        }
    )
    assert (view.kind, view.value("model"), view.value("session")) == (Kind.AGENT, "gpt-5.5", "019e9bfe-7749")
    assert view.usage == Usage(13297, 23, 13320, 4480, None, 10)


def test_a_request() -> None:
    view = interaction(
        {
            "codex.request.reasoning_effort": "high",
            "codex.usage.reasoning_output_tokens": 10,
            "gen_ai.usage.input_tokens": 13297,
            "gen_ai.usage.output_tokens": 23,
        }
    )
    assert view.kind is Kind.CHAT
    assert view.usage == Usage(13297, 23, 13320, None, None, 10)


def test_a_thread_of_the_machine_is_no_session() -> None:
    assert interaction({TOKENS + "total_tokens": 3, "thread.id": 7}).value("session") is None


def test_the_same_names_on_other_spans_mean_nothing() -> None:
    other = span({"model": "T", "thread.id": "main"})
    assert not is_genai(other)
    assert interaction({"model": "T", "thread.id": "main"}).value("model") is None


def test_a_turn_as_it_was_captured() -> None:
    if not FIXTURE.exists():
        pytest.skip("the shared fixtures are not here")
    view = interaction(json.loads(FIXTURE.read_text())["attributes"])
    assert (view.kind, view.value("model")) == (Kind.AGENT, "gpt-5.5")
    assert view.value("session") == "019e9bfe-7749-7440-8506-39152afbc9ff"
    assert view.usage == Usage(13297, 23, 13320, 4480, None, 10)
