"""Checks of text: what passes, what fails and why, and what is not scored at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.genai.fields import MissingInput
from otelevals.scorers.text import Contains, NotEmpty, OneOf, Regex
from otelevals.scoring.score import Score
from tests.genai.spans import OPERATION, OUTPUT, chat, interaction

TOOL_CALL = {OPERATION: "chat", OUTPUT: '[{"role":"assistant","parts":[{"type":"tool_call","name":"f"}]}]'}


@pytest.mark.parametrize("output", ["x", "0", " . ", "\N{ZERO WIDTH SPACE}"])
def test_not_empty_passes_on_any_text(output: str) -> None:
    assert NotEmpty().score(interaction(chat(output))) is True


@pytest.mark.parametrize("output", ["", " \n\t", "\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"])
def test_not_empty_fails_on_white_space(output: str) -> None:
    assert NotEmpty().score(interaction(chat(output))) == Score.failing("the output is empty")


def test_an_answer_of_tool_calls_is_not_empty() -> None:
    assert NotEmpty().score(interaction(TOOL_CALL)) is True


def test_an_empty_result_of_a_tool_is_empty() -> None:
    view = interaction({OPERATION: "execute_tool", "gen_ai.tool.call.result": " "})
    assert NotEmpty().score(view) == Score.failing("the output is empty")


@pytest.mark.parametrize("scorer", [NotEmpty(), Contains(values=["x"]), Regex(pattern="x"), OneOf(values=["x"])])
def test_no_answer_is_not_a_bad_answer(scorer: Any) -> None:
    with pytest.raises(MissingInput):
        scorer.score(interaction(chat()))


@pytest.mark.parametrize("scorer", [Contains(values=["x"]), Regex(pattern="x"), OneOf(values=["x"])])
def test_tool_calls_have_no_text_to_check(scorer: Any) -> None:
    with pytest.raises(MissingInput, match=r"^the answer calls tools and has no text$"):
        scorer.score(interaction(TOOL_CALL))


@pytest.mark.parametrize(
    ("options", "output", "passes"),
    [
        ({"values": ["a", "b"]}, "xb", True),
        ({"values": ["a", "b"]}, "AB", False),
        ({"values": ["a", "b"], "match": "all"}, "b a", True),
        ({"values": ["STRASSE"], "case_sensitive": False}, "Hauptstraße 7", True),
        ({"values": ["a\nb"]}, "a\nb", True),
        ({"values": ["👩‍🚀"]}, "an 👩‍🚀!", True),
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


def test_checks_of_the_input() -> None:
    view = interaction(chat("answer", "question"))
    assert Contains(values=["quest"], where="input").score(view) is True
    assert Regex(pattern="^q", where="input").score(view) is True
    assert OneOf(values=["answer"], where="input").score(view) == Score.failing("the input is none of the values")


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


@pytest.mark.parametrize("kind", [Contains, OneOf])
@pytest.mark.parametrize("values", [[], [""]])
def test_values_that_say_nothing_are_refused(kind: Any, values: list[str]) -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        kind(values=values)


TEXT = st.text(max_size=100)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test


@given(TEXT)
def test_any_text_gets_a_verdict(text: str) -> None:
    view = interaction(chat(text))
    scorers = (NotEmpty(), Contains(values=["a"], case_sensitive=False), Regex(pattern=r"\w+$"), OneOf(values=["b"]))
    assert all(isinstance(scorer.score(view), bool | Score) for scorer in scorers)
