"""A text contains nothing that it must not, and what it does contain is named."""

import pytest

from otelevals.scorers.text.not_contains import NotContains
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize("output", ["", "all good", "AS AN AI", "as an  ai"])
def test_it_passes_without_the_values(output: str) -> None:
    assert NotContains(values=["as an ai", "TODO"]).score(interaction(chat(output))) is True


@pytest.mark.parametrize(
    ("output", "named"), [("x TODO y", "'TODO'"), ("as an ai, TODO", "'as an ai'"), ("TODOTODO", "'TODO'")]
)
def test_it_names_the_first_value_that_is_there(output: str, named: str) -> None:
    result = NotContains(values=["as an ai", "TODO"]).score(interaction(chat(output)))
    assert result == Score.failing(f"the output contains {named}")
