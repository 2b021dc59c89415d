"""JSON values are equal whatever their form, and the first difference is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.reference.json_equals import JsonEquals
from otelevals.scoring.score import NoVerdict, Score

TEXT = st.text("abé", max_size=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("options", "output", "expected"),
    [
        ({}, '{"b": 2, "a": [1, "é"]}', {"a": [1, "é"], "b": 2}),
        ({}, '{"a": 1.0}', '{"a": 1}'),
        ({}, '"text"', "text"),
        ({}, "null", "null"),
        ({"allow_fenced": True}, "```json\n[1]\n```", [1]),
        ({"ignore": ["id"]}, '{"id": 1, "a": {"id": 2}}', {"id": 3, "a": {}}),
        ({"ignore_order": True}, '[{"a": 2}, {"a": 1.0}, 3]', [3, {"a": 1}, {"a": 2}]),
        ({"extra": True}, '{"a": {"b": 1, "c": 2}, "d": 3}', {"a": {"b": 1}}),
    ],
)
def test_equal(options: dict[str, Any], output: str, expected: Any) -> None:
    assert JsonEquals(**options).score(output, expected) is True


@pytest.mark.parametrize(
    ("output", "expected", "why"),
    [
        ('{"a": 1}', {"a": 2}, "$.a is 1 instead of 2"),
        ('{"a": true}', {"a": 1}, "$.a is true instead of 1"),
        ("{}", {"a": 2}, "$.a is missing"),
        ('{"a": 1, "b": 2}', {"a": 1}, "$.b is not expected"),
        ("[1, [2, 3]]", [1, [2, 4]], "$[1][1] is 3 instead of 4"),
        ("[1]", [1, 2], "$ has 1 items instead of 2"),
        ("[2, 1]", [1, 2], "$[0] is 2 instead of 1"),
        ('"1"', 1, '$ is "1" instead of 1'),
        ("[]", {}, "$ is [] instead of {}"),
        ("nope", {}, "the output is not valid JSON: "),
    ],
)
def test_different(output: str, expected: Any, why: str) -> None:
    result = JsonEquals().score(output, expected)
    assert isinstance(result, Score)
    assert result.passed is False
    assert str(result.explanation).startswith(why)


@given(VALUES, st.booleans())
def test_a_value_equals_itself(value: Any, ignore_order: bool) -> None:
    assert JsonEquals(ignore_order=ignore_order).score(json.dumps(value), json.dumps(value)) is True


@given(VALUES, VALUES)
def test_equality_is_that_of_the_values(one: Any, other: Any) -> None:
    same = json.dumps(_plain(one), sort_keys=True) == json.dumps(_plain(other), sort_keys=True)
    assert (JsonEquals().score(json.dumps(one), json.dumps(other)) is True) is same


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("options", [{}, {"ignore": ["a"]}, {"ignore_order": True}])
def test_values_that_are_nested_too_deeply_get_no_verdict(options: dict[str, Any]) -> None:
    deep = "[" * 1000 + "]" * 1000
    assert JsonEquals(**options).score(deep, deep) == NoVerdict("the values are nested too deeply to be compared")
