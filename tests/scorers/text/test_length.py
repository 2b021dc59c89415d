"""Lengths are counted in several units, and pass within limits."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.scorers.text.length import Length, tokens
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("unit", "text", "length"),
    [
        ("characters", "", 0),
        ("characters", "naïve 👍", 7),
        ("words", "", 0),
        ("words", "Don't panic, it's 1 test.", 5),
        ("words", "हिन्दी में लिखा", 3),
        ("words", "今日は良い天気", 7),
        ("words", "GPT は 良い", 4),
        ("words", "— … !", 0),
        ("words", "اهلا وسهلا بكم", 3),
        ("sentences", "One. Two! Three?", 3),
        ("sentences", "Dr. Who costs 3.50 Euro, e.g. today. Fine.", 2),
        ("sentences", "今日は。明日は？", 2),
        ("sentences", "- one\n- two\n\n- three", 3),
        ("lines", "a\nb\r\nc", 3),
        ("tokens", "four", 1),
        ("tokens", "12345", 2),
    ],
)
def test_the_score_is_the_length(unit: Any, text: str, length: int) -> None:
    assert Length(unit=unit).score(interaction(chat(text))) == Score(float(length))


def test_characters_of_scripts_without_spaces_are_about_a_token_each() -> None:
    assert tokens("今日は良い") == 5
    assert tokens("今日は ok") == 4


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"max": 2}, Score(3.0, "fail", False, "the output has 3 words, more than 2")),
        ({"min": 4}, Score(3.0, "fail", False, "the output has 3 words, less than 4")),
        ({"min": 3, "max": 3}, Score(3.0, "pass", True)),
        ({"max": 0}, Score(3.0, "fail", False, "the output has 3 words, more than 0")),
    ],
)
def test_limits(options: dict[str, Any], expected: Score) -> None:
    assert Length(**options).score(interaction(chat("one two three"))) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [({"min": 3, "max": 2}, "`min` is more than `max`"), ({"min": -1}, "greater than or equal to 0")],
)
def test_limits_that_nothing_meets_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Length(**options)
