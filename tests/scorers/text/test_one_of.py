"""A text is one of a few, or it fails."""

from typing import Any

import pytest

from otelevals.scorers.text.one_of import OneOf
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("options", "output", "passes"),
    [
        ({"values": ["yes", "no"]}, " YES\n", True),
        ({"values": ["yes", "no"]}, "yes.", False),
        ({"values": ["Yes"], "case_sensitive": True}, "yes", False),
        ({"values": ["yes"], "strip": False}, "yes ", False),
        ({"values": [" yes "]}, "yes", True),
        ({"values": ["ß"]}, "SS", True),
        ({"values": ["yes"]}, "", False),
    ],
)
def test_one_of(options: dict[str, Any], output: str, passes: bool) -> None:
    result = OneOf(**options).score(interaction(chat(output)))
    assert result == (passes or Score.failing("the output is none of the values"))
