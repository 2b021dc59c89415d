"""JSON is valid or it is not; a Markdown fence is forgiven only when that is configured."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.structure.json_valid import JsonValid
from otelevals.scoring.score import Score

TEXT = st.text(max_size=20)
TEXT.validate()  # computes a table of characters, which takes too long inside the first test
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_whatever_json_writes_is_valid(value: Any) -> None:
    assert JsonValid().score(json.dumps(value)) is True


@given(TEXT)
def test_any_text_gets_a_verdict(text: str) -> None:
    assert isinstance(JsonValid(allow_fenced=True).score(text), bool | Score)


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", '{"a": 1,}', "NaN", "[1] and more", "// a\n1", "[" * 9999])
def test_what_is_not_json(text: str) -> None:
    result = JsonValid().score(text)
    assert isinstance(result, Score)
    assert result.passed is False
    assert str(result.explanation).startswith("the output is not valid JSON: ")


def test_the_root_may_be_demanded() -> None:
    assert JsonValid(root="object").score('{"a": 1}') is True
    assert JsonValid(root="array").score("[]") is True
    assert JsonValid(root="object").score("[]") == Score.failing("the output is JSON but no object")
    assert JsonValid(root="array").score('"[]"') == Score.failing("the output is JSON but no array")


def test_fences_are_forgiven_on_demand() -> None:
    assert JsonValid(allow_fenced=True).score("```json\n{}\n```") is True
    assert JsonValid().score("```json\n{}\n```") is not True
    assert JsonValid(allow_fenced=True).score("```json\n1\n```\n```json\n2\n```") is not True
