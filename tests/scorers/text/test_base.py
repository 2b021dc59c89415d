"""What checks of text have in common: whose text, whole words, accents, and what is missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.genai.fields import MissingInput
from otelevals.scorers.text.contains import Contains
from otelevals.scorers.text.length import Length
from otelevals.scorers.text.not_contains import NotContains
from otelevals.scorers.text.not_empty import NotEmpty
from otelevals.scorers.text.one_of import OneOf
from otelevals.scorers.text.refusal import Refusal
from otelevals.scorers.text.regex import Regex
from otelevals.scorers.text.repetition import Repetition
from otelevals.scorers.text.system_prompt_leak import SystemPromptLeak
from otelevals.scoring.score import Score
from tests.genai.spans import OPERATION, OUTPUT, chat, interaction

TOOL_CALL = {OPERATION: "chat", OUTPUT: '[{"role":"assistant","parts":[{"type":"tool_call","name":"f"}]}]'}
SCORERS = (
    Contains(values=["x"]),
    NotContains(values=["x"], case_sensitive=False, whole_words=True),
    Regex(pattern=r"\w+$"),
    OneOf(values=["x"]),
    Refusal(),
    Length(unit="words"),
    Length(unit="sentences"),
    Length(unit="tokens"),
    Repetition(),
)
SYSTEM = {"gen_ai.system_instructions": '[{"type":"text","content":"be kind"}]'}
TEXT = st.text(max_size=100)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test


@pytest.mark.parametrize("scorer", [*SCORERS, SystemPromptLeak()])
@pytest.mark.parametrize(
    ("attributes", "reason"),
    [(TOOL_CALL, "the answer calls tools and has no text"), (chat(), "the span carries no content")],
)
def test_without_text_there_is_nothing_to_check(scorer: Any, attributes: dict[str, Any], reason: str) -> None:
    with pytest.raises(MissingInput, match=reason):
        scorer.score(interaction(attributes | (SYSTEM if reason.startswith("the answer") else {})))


def test_the_input_can_be_checked() -> None:
    view = interaction(chat("answer", "question"))
    assert Contains(values=["quest"], where="input").score(view) is True
    assert Regex(pattern="^q", where="input").score(view) is True
    assert Length(unit="characters", where="input").score(view).score == 8
    assert OneOf(values=["answer"], where="input").score(view) == Score.failing("the input is none of the values")


@pytest.mark.parametrize("kind", [Contains, NotContains, OneOf])
@pytest.mark.parametrize("values", [[], [""]])
def test_values_that_say_nothing_are_refused(kind: Any, values: list[str]) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        kind(values=values)


@given(TEXT)
def test_any_text_gets_a_verdict(text: str) -> None:
    view = interaction(chat(text, **SYSTEM))
    assert all(isinstance(scorer.score(view), bool | Score) for scorer in (NotEmpty(), SystemPromptLeak(), *SCORERS))


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("cat", "the cat sat", True),
        ("cat", "concatenate", False),
        ("cat", "cats and a cat", True),
        ("cat", "cat_1", False),
        ("C++", "in C++, of course", True),
        ("C++", "in C++20", True),
        ("-", "a-b", True),
        ("сон", "сонце", False),
        ("कि", "किताब", False),
        ("e", "e\N{COMBINING RING BELOW}", False),
        ("x", "x", True),
    ],
)
def test_whole_words(value: str, text: str, found: bool) -> None:
    view = interaction(chat(text))
    assert (Contains(values=[value], whole_words=True).score(view) is True) is found
    assert (NotContains(values=[value], whole_words=True).score(view) is True) is not found


@pytest.mark.parametrize(
    ("value", "text"), [("café", "cafe\u0301"), ("cafe\u0301", "café"), ("각", "\u1100\u1161\u11a8")]
)
def test_accents_are_found_however_they_are_encoded(value: str, text: str) -> None:
    view = interaction(chat(text))
    assert Contains(values=[value]).score(view) is True
    assert OneOf(values=[value]).score(view) is True
    assert NotContains(values=[value], case_sensitive=False).score(view) == Score.failing(
        f"the output contains {value!r}"
    )
