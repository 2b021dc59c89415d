"""A text contains what it has to: any value, or all of them."""

from typing import Any

import pytest

from otelevals.scorers.text.contains import Contains
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("options", "output", "passes"),
    [
        ({"values": ["a", "b"]}, "xb", True),
        ({"values": ["a", "b"]}, "AB", False),
        ({"values": ["a", "b"], "match": "all"}, "b a", True),
        ({"values": ["STRASSE"], "case_sensitive": False}, "Hauptstraße 7", True),
        ({"values": ["a\nb"]}, "a\nb", True),
        ({"values": ["👩‍🚀"]}, "an 👩‍🚀!", True),
        ({"values": ["שלום"]}, "הוא אמר שלום", True),
        ({"values": ["a"]}, "", False),
    ],
)
def test_contains(options: dict[str, Any], output: str, passes: bool) -> None:
    result = Contains(**options).score(interaction(chat(output)))
    assert result == (passes or Score.failing("the output contains none of the values"))


def test_contains_all_names_what_is_missing() -> None:
    scorer = Contains(values=["a", "Z" * 100], match="all", case_sensitive=False)
    shown = "Z" * 59 + "…"
    assert scorer.score(interaction(chat("a"))) == Score.failing(f"the output does not contain '{shown}'")
