"""What a judge is shown, as pieces of text: each input by its name, lists and conversations piece by piece."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from otelevals.genai.messages import Media, Message, Other, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Tool
from otelevals.genai.values import as_text
from otelevals.judges.inputs import in_order

_ROLES = frozenset(("system", "developer", "user", "assistant", "tool"))
_ONCE = ("system", "input", "output")
"""Inputs whose texts are not repeated in the conversation."""


class Piece(NamedTuple):
    label: str
    """What it is: words of ours, never of what is judged."""
    content: "str | tuple[Piece, ...]"


def pieces_of(arguments: Mapping[str, Any]) -> tuple[Piece, ...]:
    """A piece for each input, in the order in which a judge reads them."""
    shown = {value: name for name in _ONCE if isinstance(value := arguments.get(name), str) and value}
    found = []
    for name in in_order(arguments):
        value = arguments[name]
        if isinstance(value, str) or not isinstance(value, Sequence):
            found.append(Piece(name, as_text(value)))
        elif name == "messages":
            steps = tuple(_steps(value, shown))
            if any(step.content not in _REPEATED.values() for step in steps):
                found.append(Piece(name, steps))
        elif name in _LISTS:
            found.append(Piece(name, tuple(_LISTS[name](value))))
        else:
            found.append(Piece(name, as_text(value)))
    return tuple(found)


def _documents(values: Iterable[Any]) -> Iterator[Piece]:
    for number, value in enumerate(values, start=1):
        match value:
            case Document():
                text: Any = value.text
            case {"text": inner} | {"content": inner}:
                text = inner
            case _:
                text = value
        yield Piece(f"part {number}", as_text(text))


def _tools(values: Iterable[Any]) -> Iterator[Piece]:
    for number, tool in enumerate(values, start=1):
        if isinstance(tool, Tool):
            tool = _said(name=tool.name, description=tool.description, parameters=tool.parameters)
        yield Piece(f"tool {number}", as_text(tool))


def _calls(values: Iterable[Any]) -> Iterator[Piece]:
    for number, call in enumerate(values, start=1):
        yield Piece(f"call {number}", as_text(_call(call) if isinstance(call, ToolCall) else call))


_LISTS = {"context": _documents, "documents": _documents, "tools": _tools, "tool_calls": _calls}
_REPEATED = {name: f"[the text of {name}]" for name in _ONCE}


def _steps(messages: Iterable[Any], shown: Mapping[str, str]) -> Iterator[Piece]:
    """A piece for each part of each message, and none for what the model thought and did not say."""
    for number, message in enumerate(messages, start=1):
        if not isinstance(message, Message):
            message = _message(message)
        role = message.role if message.role in _ROLES else "other"
        if (text := message.text) or not message.parts:
            content = _REPEATED[shown[text]] if text in shown else text
            yield Piece(f"message {number} {role}", content)
        for part in message.parts:
            match part:
                case ToolCall():
                    yield Piece(f"message {number} {role} tool_call", as_text(_call(part)))
                case ToolResult():
                    yield Piece(f"message {number} {role} tool_result", as_text(_result(part)))
                case Media():
                    media = _said(modality=part.modality, mime_type=part.mime_type)
                    yield Piece(f"message {number} {role} media", as_text(media))
                case Other():
                    yield Piece(f"message {number} {role} other", as_text(_said(type=part.type)))
                case Text() | Reasoning():
                    pass


def _message(written: Any) -> Message:
    """A message as examples have it."""
    match written:
        case {"role": str(role), "content": content}:
            return Message(role, (Text(as_text(content)),))
        case _:
            return Message("other", (Text(as_text(written)),))


def _call(call: ToolCall) -> dict[str, Any]:
    return {"name": call.name, "arguments": call.arguments}


def _result(part: ToolResult) -> Any:
    return _said(name=part.name, result=part.result) if part.name else part.result


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
