"""Values are lines that people read, never wider than asked for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.inspect_values import lines_of
from otelevals.genai.messages import Media, Message, Other, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Evaluation, Tool

CALL = ToolCall("get_weather", {"city": "Paris"}, "1")


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("a text", ["a text"]),
        (0.043434343434, ["0.0434343"]),
        (7, ["7"]),
        ({"a": [1, b"hi"]}, ['{"a":[1,"aGk="]}']),
        (("stop", "length"), ["stop, length"]),
        ((), ["none"]),
        ((CALL, ToolCall("f")), ['get_weather({"city":"Paris"}), f()']),
        ((Message("user"),), ["user       no content"]),
        (
            (
                Message("assistant", (Reasoning("hm"), Text("One moment."), CALL), "tool_call"),
                Message("tool", (ToolResult("18 degrees", "1"), ToolResult({"a": 1}))),
                Message("user", (Media("image", "image/png", "s3://x"), Other("hologram"), Text(""))),
            ),
            [
                "assistant  [thinking] hm",
                "           One moment.",
                '           [calls] get_weather({"city":"Paris"}) (tool_call)',
                "tool       [result of 1] 18 degrees",
                '           [result] {"a":1}',
                "user       [image] image/png s3://x",
                "           [hologram]",
                "           empty text",
            ],
        ),
        ((Tool("f", "does it", {"properties": {"a": {}, "b": {}}}), Tool("g")), ["f(a, b): does it", "g()"]),
        ((Document("The door.", "d1", 0.91234), Document("x")), ["score 0.9123  d1  The door.", "score -  x"]),
        ((Evaluation("tone", 0.5, "good", "because", "llm"),), ["tone  0.5  good  by llm: because"]),
    ],
)
def test_lines_of_values(value: Any, lines: list[str]) -> None:
    assert lines_of(value, 80) == lines


def test_the_middle_of_a_long_conversation_is_left_out() -> None:
    lines = lines_of(tuple([Message("user", (Text(str(number)),)) for number in range(100)]), 80)
    assert len(lines) == 13
    assert (lines[0], lines[4], lines[-1]) == ("user       0", "… 88 more lines", "user       99")


@given(st.text() | st.text(alphabet=" \n\tab\x1b"), st.integers(1, 20))
def test_a_line_is_no_wider_than_asked_for_and_holds_no_control_characters(text: str, width: int) -> None:
    line = one_line(text, width)
    assert len(line) <= width
    assert not any(ord(character) < 0x20 for character in line)


def test_a_line_says_when_it_was_cut() -> None:
    assert one_line("abcdef", 6) == "abcdef"
    assert one_line("abcdefg", 6) == "abcde…"
    assert one_line("a" + " " * 10_000 + "b", 300)[-1] == "…"
