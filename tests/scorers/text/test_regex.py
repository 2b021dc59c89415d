"""A regular expression matches, in linear time, or the configuration is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.scorers.text.regex import Regex
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("options", "output", "passes"),
    [
        ({"pattern": "[0-9]+"}, "a 12", True),
        ({"pattern": "[0-9]+", "match": "full"}, "a 12", False),
        ({"pattern": "[0-9]+", "match": "full"}, "12", True),
        ({"pattern": "YES", "case_sensitive": False}, "yes", True),
        ({"pattern": "YES"}, "yes", False),
        ({"pattern": "^é.$"}, "éü", True),
        ({"pattern": ""}, "", True),
        ({"pattern": "a$"}, "a\n", False),
        ({"pattern": r"(?i)\bsorry\b"}, "Sorry!", True),
    ],
)
def test_regex(options: dict[str, Any], output: str, passes: bool) -> None:
    view = interaction(chat(output))
    assert Regex(**options).score(view) == (
        passes or Score.failing(f"the output does not match {options['pattern']!r}")
    )
    assert (Regex(**options, negate=True).score(view) is True) is not passes


def test_a_negated_match_is_explained() -> None:
    result = Regex(pattern="p..ce", negate=True).score(interaction(chat("the price")))
    assert result == Score.failing("the output matches 'p..ce'")


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "a(?=b)", "a{9999}", "[b-a]"])
def test_what_re2_does_not_take_is_refused(pattern: str) -> None:
    with pytest.raises(ValidationError, match="RE2 does not take this regular expression: "):
        Regex(pattern=pattern)


def test_a_pattern_that_would_backtrack_for_ever_comes_back() -> None:
    view = interaction(chat("a" * 1_000_000 + "!"))
    assert Regex(pattern="(a+)+$").score(view) == Score.failing("the output does not match '(a+)+$'")
