"""A tool failed when its span says so, or its result does; results that speak of errors are none."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from otelevals.scorers.tools.tool_error import ToolError
from otelevals.scoring.configured import configure
from otelevals.scoring.score import Score
from tests.scorers.tools.spans import tool


@pytest.mark.parametrize(
    "result",
    [
        None,
        "",
        "42",
        "No error was found in the log.",
        "The word error: it is Latin.",
        '{"error": null, "rows": []}',
        '{"error": false}',
        '{"errors": 0, "status": "ok"}',
        '{"isError": false, "content": []}',
        "{not json: error",
        '["error"]',
        "[" * 1000,
        '{"a":' * 1000,
    ],
)
def test_results_that_are_none(result: Any) -> None:
    assert ToolError().score(tool(result)) is True


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("Error: no such file", "'Error: no such file'"),
        ("  Traceback (most recent call last):\n  x", "'Traceback (most recent call last):\\n  x'"),
        ('{"error": "quota exceeded"}', "'quota exceeded'"),
        ('{"error": {"code": 5}}', "\"{'code': 5}\""),
        ('{"isError": true, "content": "bad"}', "'bad'"),
        ('{"success": false, "message": "late"}', "'late'"),
        ('{"status": "FAILED", "message": "超时"}', "'超时'"),
        ('{"ok": false}', "\"{'ok': False}\""),
    ],
)
def test_results_that_are_errors(result: str, said: str) -> None:
    assert ToolError().score(tool(result)) == Score.failing(f"the tool returned an error: {said}")
    assert ToolError(results=False).score(tool(result)) is True


def test_spans_that_failed() -> None:
    view = tool("fine", status=Status(code=Status.STATUS_CODE_ERROR, message="timed out"))
    assert ToolError(results=False).score(view) == Score.failing("the tool failed: 'timed out'")


def test_it_is_for_tools() -> None:
    assert configure("tool_error", {"type": "tool_error"}).options.on == "tool"
