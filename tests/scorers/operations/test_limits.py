"""Quantities are scores in their own units, and pass by limits where there are any."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.genai.fields import MissingInput
from otelevals.scorers.operations.latency import Latency
from otelevals.scorers.operations.time_to_first_token import TimeToFirstToken
from otelevals.scorers.operations.tokens import Tokens
from otelevals.scorers.operations.tokens_per_second import TokensPerSecond
from otelevals.scoring.configured import configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.runner import run_scorers
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction

SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
FIRST = "gen_ai.server.time_to_first_token"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"


def lasting(seconds: float, **attributes: Any) -> Any:
    end = START + round(seconds * SECOND)
    return interaction(chat("x", "y", **attributes), start_time_unix_nano=START, end_time_unix_nano=end)


def run(options: dict[str, Any], view: Any) -> Any:
    (outcome,) = run_scorers([configure("scorer", options)], view)
    return outcome


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (None, Score(2.5)),
        (3.0, Score(2.5, "pass", True)),
        (2.5, Score(2.5, "pass", True)),
        (1.0, Score(2.5, "fail", False, "it took 2.5 s, more than 1")),
    ],
)
def test_latency(limit: float | None, expected: Score) -> None:
    assert Latency(max=limit).score(lasting(2.5)) == expected


def test_limits_of_time_are_durations() -> None:
    assert run({"type": "latency", "max": "300ms"}, lasting(0.5)).evaluations[0].passed is False
    assert run({"type": "latency", "max": "1m"}, lasting(59)).evaluations[0].passed is True
    with pytest.raises(ValidationError, match="expected a duration"):
        configure("x", {"type": "latency", "max": 2})


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "the span has no start or no end"),
        ({"start_time_unix_nano": START}, "the span has no start or no end"),
        ({"start_time_unix_nano": START, "end_time_unix_nano": START - 1}, "the span ends before it starts"),
    ],
)
def test_spans_without_times_have_no_latency(fields: dict[str, int], why: str) -> None:
    outcome = run({"type": "latency"}, interaction(chat("x", "y"), **fields))
    assert (outcome.decision, outcome.reason) == (Decision.MISSING_INPUT, why)


def test_the_time_to_the_first_token() -> None:
    scorer = {"type": "time_to_first_token", "max": "1s"}
    assert run(scorer, lasting(5, **{FIRST: 0.25})).evaluations[0].score == 0.25
    assert run(scorer, lasting(5, **{FIRST: 1.5})).evaluations[0].explanation == "it began after 1.5 s, more than 1"
    assert run(scorer, lasting(5)).decision is Decision.MISSING_INPUT
    assert TimeToFirstToken().score(-1.0) == NoVerdict("the answer began before it was asked for")


@pytest.mark.parametrize(
    ("seconds", "attributes", "expected"),
    [
        (2, {OUTPUT_TOKENS: 100}, Score(50.0, "pass", True)),
        (10, {OUTPUT_TOKENS: 100}, Score(10.0, "fail", False, "10 tokens a second, less than 20")),
        (3, {OUTPUT_TOKENS: 101, FIRST: 1.0}, Score(50.0, "pass", True)),
        (3, {OUTPUT_TOKENS: 90, FIRST: 0.0}, Score(30.0, "pass", True)),
        (2, {OUTPUT_TOKENS: 9}, NoVerdict("the answer has fewer than 10 tokens")),
        (0, {OUTPUT_TOKENS: 100}, NoVerdict("the answer was there at once")),
    ],
)
def test_tokens_per_second(seconds: float, attributes: dict[str, Any], expected: Score | NoVerdict) -> None:
    assert TokensPerSecond(min=20).score(lasting(seconds, **attributes)) == expected


def test_tokens_per_second_need_tokens() -> None:
    with pytest.raises(MissingInput):
        TokensPerSecond().score(lasting(2))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, Score(130.0)),
        ({"count": "input"}, Score(100.0)),
        ({"count": "output", "max": 20}, Score(30.0, "fail", False, "30 output tokens, more than 20")),
        ({"count": "cache_read", "min": 80}, Score(70.0, "fail", False, "70 cache read tokens, less than 80")),
        ({"min": 1, "max": 130}, Score(130.0, "pass", True)),
    ],
)
def test_tokens(options: dict[str, Any], expected: Score) -> None:
    used = {"gen_ai.usage.input_tokens": 100, OUTPUT_TOKENS: 30, "gen_ai.usage.cache_read.input_tokens": 70}
    assert Tokens(**options).score(interaction(chat("x", "y", **used))) == expected


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("cost", "`max`"), ("latency", "`max`"), ("time_to_first_token", "`max`"), ("tokens", "`min` or `max`")],
)
def test_where_less_is_better_a_threshold_is_refused(kind: str, limit: str) -> None:
    with pytest.raises(ValidationError) as caught:
        configure("x", {"type": kind, "threshold": 2})
    (error,) = caught.value.errors()
    assert error["loc"] == ("threshold",)
    assert error["msg"] == f"Value error, a threshold is the least that passes: write {limit}, or `pass_if`"
    assert configure("x", {"type": kind, "pass_if": "score < 2"}).pass_if is not None
    assert configure("x", {"type": "tokens_per_second", "threshold": 2}).options.threshold == 2


def test_tokens_that_are_not_known_are_not_0() -> None:
    with pytest.raises(MissingInput):
        Tokens(count="reasoning").score(interaction(chat("x", "y", **{OUTPUT_TOKENS: 30})))
    with pytest.raises(ValidationError, match="`min` is more than `max`"):
        Tokens(min=2, max=1)
