"""A call costs what its model cost on its day; what is not known costs nothing that could be said."""

from typing import Any

import pytest

from otelevals.genai.fields import MissingInput
from otelevals.scorers.operations.cost import Cost
from otelevals.scoring.score import NoVerdict, Score
from tests.genai.spans import chat, interaction

START = 1_750_000_000 * 1_000_000_000
MODEL, PROVIDER = "gen_ai.response.model", "gen_ai.provider.name"
INPUT, OUTPUT, CACHED = (f"gen_ai.usage.{name}_tokens" for name in ("input", "output", "cache_read.input"))


def score(limit: float | None = None, **attributes: Any) -> Score | NoVerdict:
    said = {MODEL: "gpt-4o-mini-2024-07-18", PROVIDER: "openai", INPUT: 1000, OUTPUT: 100, **attributes}
    given = {name: value for name, value in said.items() if value is not None}
    return Cost(max=limit).score(interaction(chat("x", "y", **given), start_time_unix_nano=START))


def test_the_score_is_in_dollars() -> None:
    assert score() == Score(0.00021)


def test_cached_tokens_are_cheaper() -> None:
    assert score(**{CACHED: 900}) == Score(0.0001425)


def test_it_passes_up_to_a_limit() -> None:
    assert score(0.001).passed is True  # type: ignore[union-attr]
    assert score(0.0001).explanation == "it cost $0.00021, more than 0.0001"  # type: ignore[union-attr]


def test_the_model_that_was_asked_for_will_do() -> None:
    asked: dict[str, Any] = {MODEL: None, "gen_ai.request.model": "gpt-4o-mini"}
    assert score(**asked) == Score(0.00021)
    behind: dict[str, Any] = {PROVIDER: "my gateway"}
    assert score(**behind) == Score(0.00021)


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({MODEL: "our-own-model"}, "no price is known for 'our-own-model'"),
        ({MODEL: "x" * 100_000}, "no price is known for '" + "x" * 59 + "…'"),
        ({INPUT: None}, "the tokens of the input or of the answer are not known"),
        ({INPUT: 0, OUTPUT: 0}, "no tokens were counted"),
    ],
)
def test_what_is_not_known_is_not_0(attributes: dict[str, Any], why: str) -> None:
    assert score(**attributes) == NoVerdict(why)


@pytest.mark.parametrize("attributes", [{INPUT: None, OUTPUT: None}, {MODEL: None}])
def test_tokens_and_a_model_are_needed(attributes: dict[str, Any]) -> None:
    with pytest.raises(MissingInput):
        score(**attributes)


def test_huge_counts_have_a_price() -> None:
    assert score(**{INPUT: 2**62}).score > 1e11  # type: ignore[union-attr, operator]
