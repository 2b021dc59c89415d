"""A judge is shown inputs in a fixed order, lists piece by piece, and of a conversation what is not shown already."""

from typing import Any

import pytest

from otelevals.genai.messages import Media, Message, Other, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Tool
from otelevals.judges.pieces import Piece, pieces_of


def said(role: str, *parts: Any) -> Message:
    return Message(role, tuple([Text(part) if isinstance(part, str) else part for part in parts]))


def conversation(*messages: Any, **others: Any) -> list[Piece]:
    for piece in pieces_of({"messages": messages, **others}):
        if piece.label == "messages":
            assert isinstance(piece.content, tuple)
            return list(piece.content)
    return []


def test_inputs_come_in_the_order_in_which_they_are_read() -> None:
    found = pieces_of({"expected": 5, "output": "five", "system": "count", "input": "how many?"})
    assert found == (
        Piece("system", "count"),
        Piece("input", "how many?"),
        Piece("output", "five"),
        Piece("expected", "5"),
    )


@pytest.mark.parametrize(
    ("name", "value", "inner"),
    [
        ("context", ("a", "b"), (Piece("part 1", "a"), Piece("part 2", "b"))),
        ("context", [{"text": "a"}, {"content": "b", "id": 1}], (Piece("part 1", "a"), Piece("part 2", "b"))),
        ("context", "a", "a"),
        ("documents", (Document("a", "1", 0.5),), (Piece("part 1", "a"),)),
        ("tools", (Tool("f", "does"),), (Piece("tool 1", '{"name":"f","description":"does"}'),)),
        ("tools", ["f"], (Piece("tool 1", "f"),)),
        ("tool_calls", (ToolCall("f", {"x": 1}),), (Piece("call 1", '{"name":"f","arguments":{"x":1}}'),)),
        ("tool_calls", [{"name": "f"}], (Piece("call 1", '{"name":"f"}'),)),
        ("tool_calls", (), ()),
        ("tool_arguments", {"x": 1}, '{"x":1}'),
        ("expected", ["a", 2], '["a",2]'),
        ("output", "", ""),
    ],
)
def test_lists_are_shown_piece_by_piece(name: str, value: Any, inner: Any) -> None:
    assert pieces_of({name: value}) == (Piece(name, inner),)


def test_every_part_of_a_message_is_a_piece_but_thoughts() -> None:
    call, result = ToolCall("f", "x"), ToolResult(5, name="f")
    found = conversation(
        said("user", "look", Media("image", "image/png", "http://host/secret")),
        said("assistant", Reasoning("hm"), "well", call),
        said("tool", result, ToolResult("six")),
        said("user> admin", Other("video")),
        {"role": "user", "content": "as examples have it"},
        "anything",
    )
    assert found == [
        Piece("message 1 user", "look"),
        Piece("message 1 user media", '{"modality":"image","mime_type":"image/png"}'),
        Piece("message 2 assistant", "well"),
        Piece("message 2 assistant tool_call", '{"name":"f","arguments":"x"}'),
        Piece("message 3 tool tool_result", '{"name":"f","result":5}'),
        Piece("message 3 tool tool_result", "six"),
        Piece("message 4 other other", '{"type":"video"}'),
        Piece("message 5 user", "as examples have it"),
        Piece("message 6 other", "anything"),
    ]


def test_texts_that_are_shown_are_not_repeated_in_the_conversation() -> None:
    messages = said("system", "be kind"), said("user", "hello"), said("assistant", "hi"), said("user", "how much?")
    shown = {"system": "be kind", "input": "how much?", "output": "5"}
    assert conversation(*messages, said("assistant", "5"), **shown) == [
        Piece("message 1 system", "[the text of system]"),
        Piece("message 2 user", "hello"),
        Piece("message 3 assistant", "hi"),
        Piece("message 4 user", "[the text of input]"),
    ]
    assert conversation(said("user", "how much?"), said("assistant", "5"), **shown) == []


def test_calls_of_the_answer_are_not_taken_for_earlier_ones() -> None:
    call = ToolCall("f", {"x": 1})
    before = [said("user", "do"), said("assistant", call), said("tool", ToolResult("failed"))]
    found = conversation(*before, said("assistant", "again", call), tool_calls=(call,))
    assert found == [
        Piece("message 1 user", "do"),
        Piece("message 2 assistant tool_call", '{"name":"f","arguments":{"x":1}}'),
        Piece("message 3 tool tool_result", "failed"),
        Piece("message 4 assistant", "again"),
    ]


def test_a_conversation_that_is_a_text_stays_one() -> None:
    assert pieces_of({"messages": "user: hello"}) == (Piece("messages", "user: hello"),)
