"""What a judge is shown, as pieces of text: each input by its name, lists and conversations piece by piece."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from otelevals.genai.messages import Media, Message, Other, Part, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Tool
from otelevals.genai.values import as_text
from otelevals.judges.inputs import in_order

_ROLES = frozenset(("system", "developer", "user", "assistant", "tool"))
_REPEATED = {name: f"[the text of {name}]" for name in ("system", "input", "output")}
"""Inputs whose texts are not repeated in the conversation, and what stands there instead."""


class Piece(NamedTuple):
    label: str
    """What it is: words of ours, never of what is judged."""
    content: "str | tuple[Piece, ...]"


def pieces_of(arguments: Mapping[str, Any]) -> tuple[Piece, ...]:
    """A piece for each input, in the order in which a judge reads them; none for a conversation that says no more than
    the other pieces do."""
    found = []
    for name in in_order(arguments):
        value = arguments[name]
        if isinstance(value, str) or not isinstance(value, Sequence):
            found.append(Piece(name, as_text(value)))
        elif name == "messages":
            steps = tuple(_steps(value, arguments))
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


def _steps(written: Iterable[Any], arguments: Mapping[str, Any]) -> Iterator[Piece]:
    """A piece for each part of each message: what the model thought is left out, and of the answer, which ends the
    conversation, what is shown as such."""
    shown = {value: name for name in _REPEATED if isinstance(value := arguments.get(name), str)}
    messages = [each if isinstance(each, Message) else _message(each) for each in written]
    answer = len(messages)
    while answer and messages[answer - 1].role == "assistant":
        answer -= 1
    for number, message in enumerate(messages, start=1):
        label = f"message {number} {message.role if message.role in _ROLES else 'other'}"
        answered = number > answer
        if (text := message.text) and not (answered and text in (arguments.get("output") or "")):
            yield Piece(label, _REPEATED[shown[text]] if text in shown else text)
        for part in message.parts:
            if not (answered and part in (arguments.get("tool_calls") or ())):
                yield from _step(label, part)


def _step(label: str, part: Part) -> Iterator[Piece]:
    match part:
        case ToolCall():
            yield Piece(f"{label} tool_call", as_text(_call(part)))
        case ToolResult():
            yield Piece(f"{label} tool_result", as_text(_result(part)))
        case Media():
            yield Piece(f"{label} media", as_text(_said(modality=part.modality, mime_type=part.mime_type)))
        case Other():
            yield Piece(f"{label} other", as_text(_said(type=part.type)))


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
