"""Tool calls match the expected ones by name and arguments, in any order or in one."""

from typing import Any

import pytest

from otelevals.scorers.reference.tool_calls_match import ToolCallsMatch
from otelevals.scoring.score import NoVerdict, Score
from tests.scorers.tools.spans import calling

A, B = ("a", {"x": 1}), ("b", {"y": [1, {"z": "é"}]})
EXPECTED_A, EXPECTED_B = ({"name": name, "arguments": given} for name, given in (A, B))


def score(expected: Any, *made: tuple[str, Any], **options: Any) -> Score | NoVerdict:
    return ToolCallsMatch(**options).score(calling(*made), expected)


@pytest.mark.parametrize(
    ("expected", "made", "options"),
    [
        ([], [], {}),
        ([EXPECTED_A, EXPECTED_B], [A, B], {}),
        ([EXPECTED_A, EXPECTED_B], [B, A], {}),
        ([EXPECTED_A, EXPECTED_B], [A, B], {"in_order": True}),
        (["a", "b"], [B, A], {}),
        ([{"function": {"name": "a", "arguments": '{"x": 1.0}'}}], [A], {}),
        ([{"name": "a", "arguments": {}}], [A], {"arguments": "contain"}),
        ([{"name": "a", "arguments": {"x": 2}}], [A], {"arguments": "ignore"}),
        ([{"name": "a", "arguments": {"x": 2}}], [A], {"ignore": ["x"]}),
        (["a"], [B, A, B], {"extra": True, "in_order": True}),
        ([EXPECTED_A, EXPECTED_A], [A, A], {}),
    ],
)
def test_matching(expected: Any, made: list[tuple[str, Any]], options: dict[str, Any]) -> None:
    assert score(expected, *made, **options) == Score(1.0, "pass", True)


@pytest.mark.parametrize(
    ("expected", "made", "options", "result"),
    [
        (["a"], [], {}, Score(0.0, "fail", False, "the call of 'a' is missing or differs")),
        (["a", "b"], [A], {}, Score(0.5, "fail", False, "the call of 'b' is missing or differs")),
        ([], [A], {}, Score(0.0, "fail", False, "the call of 'a' is not expected")),
        (["a"], [A, B], {}, Score(0.5, "fail", False, "the call of 'b' is not expected")),
        ([EXPECTED_A], [("a", {"x": 2})], {}, Score(0.0, "fail", False, "the call of 'a' is missing or differs")),
        ([EXPECTED_A], [("a", {"x": True})], {}, Score(0.0, "fail", False, "the call of 'a' is missing or differs")),
        (["a", "b"], [B, A], {"in_order": True}, Score(1 / 3, "fail", False, "the call of 'b' is missing or differs")),
        (["a", "a"], [A], {}, Score(0.5, "fail", False, "the call of 'a' is missing or differs")),
    ],
)
def test_not_matching(expected: Any, made: list[tuple[str, Any]], options: dict[str, Any], result: Score) -> None:
    assert score(expected, *made, **options) == result


@pytest.mark.parametrize("expected", [None, "a", {"name": "a"}, [1], [{}], [{"name": "a", "arguments": "{"}]])
def test_what_is_no_list_of_calls_gives_no_verdict(expected: Any) -> None:
    assert score(expected, A) == NoVerdict("what is expected is not a list of tool calls")


def test_too_many_and_too_deep_calls_get_no_verdict() -> None:
    assert score(["a"] * 201, A) == NoVerdict("there are more than 200 tool calls")
    deep: Any = {}
    for _ in range(150):
        deep = {"x": deep}
    expected = [{"name": "a", "arguments": deep}]
    assert score(expected, ("a", deep)) == NoVerdict("the arguments are nested too deeply to be compared")
