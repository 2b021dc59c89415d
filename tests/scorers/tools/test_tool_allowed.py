"""Only allowed tools are called, by the model or by the tools' own spans."""

from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.scorers.tools.tool_allowed import ToolAllowed
from otelevals.scoring.score import NoVerdict, Score
from tests.scorers.tools.spans import calling, tool


@pytest.mark.parametrize(
    ("options", "name", "passes"),
    [
        ({"allow": ["search", "read_*"]}, "search", True),
        ({"allow": ["search", "read_*"]}, "read_file", True),
        ({"allow": ["search", "read_*"]}, "unread_file", False),
        ({"allow": ["search"]}, "Search", False),
        ({"allow": ["search"]}, "search\n", False),
        ({"allow": ["a.b"]}, "axb", False),
        ({"allow": ["größe-*-👍"]}, "größe-x-👍", True),
        ({"deny": ["*delete*"]}, "search", True),
        ({"deny": ["*delete*"]}, "bulk_delete_all", False),
        ({"allow": ["*"], "deny": ["drop"]}, "drop", False),
        ({"allow": ["*_x*_y*"]}, "_" * 10_000, False),
    ],
)
def test_names(options: dict[str, Any], name: str, passes: bool) -> None:
    scorer = ToolAllowed(**options)
    assert (scorer.score(calling((name, {}))) is True) is passes
    assert (scorer.score(tool(name=name)) is True) is passes


def test_one_call_that_is_not_allowed_is_enough() -> None:
    result = ToolAllowed(allow=["a"]).score(calling(("a", {}), ("b", {})))
    assert result == Score.failing("'b' must not be called")


def test_an_answer_without_calls_gets_no_verdict() -> None:
    assert ToolAllowed(allow=["a"]).score(calling()) == NoVerdict("the answer calls no tool")


def test_it_must_say_something() -> None:
    with pytest.raises(ValidationError, match="expected names of tools in `allow` or `deny`"):
        ToolAllowed()
