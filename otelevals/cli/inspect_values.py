"""An interaction's values as people read them: messages as a conversation, documents with their scores."""

from collections.abc import Iterator
from typing import Any

from otelevals.cli.inspect_json import to_json
from otelevals.cli.inspect_terminal import one_line
from otelevals.genai.messages import Media, Message, Other, Part, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.plain import plain
from otelevals.genai.records import Document, Evaluation, Tool

_FIRST, _LAST = 4, 8  # lines that are shown of many


def lines_of(value: Any, width: int) -> list[str]:
    """A line for a simple value, one for each part of others; the middle of very many is left out."""
    if not isinstance(value, tuple) or hasattr(value, "_asdict"):
        return [one_line(_text(value), width)]
    found = [line for item in value for line in _item(item)]
    if not is_list(value):
        return [one_line(", ".join(found) or "none", width)]
    if len(found) > _FIRST + _LAST + 1:
        left = len(found) - _FIRST - _LAST
        found[_FIRST:-_LAST] = [f"… {left} more lines"]
    return [one_line(line, width) for line in found] or ["none"]


def is_list(value: Any) -> bool:
    """Whether there is a line for each of several; words and calls have one together."""
    return isinstance(value, tuple) and not all(
        isinstance(item, ToolCall) or (isinstance(item, str) and " " not in item) for item in value
    )


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else to_json(plain(value))


def _item(item: Any) -> Iterator[str]:
    match item:
        case Message():
            yield from _message(item)
        case Tool():
            names = item.parameters.get("properties") if isinstance(item.parameters, dict) else None
            said = f": {item.description}" if item.description else ""
            yield f"{item.name}({', '.join(names) if isinstance(names, dict) else ''}){said}"
        case Document():
            score = "-" if item.score is None else f"{item.score:.4g}"
            yield "  ".join([f"score {score}", *([item.id] if item.id else []), item.text])
        case Evaluation():
            yield evaluation_line(item)
        case ToolCall():
            yield _call(item)
        case _:
            yield _text(item)


def evaluation_line(item: Evaluation) -> str:
    said = [
        item.name,
        "" if item.score is None else f"{item.score:.4g}",
        item.label,
        f"by {item.by}" if item.by else "",
    ]
    return "  ".join([each for each in said if each]) + (f": {item.explanation}" if item.explanation else "")


def _message(message: Message) -> Iterator[str]:
    role = f"{message.role:<10}"
    end = f" ({message.finish_reason})" if message.finish_reason else ""
    parts = list(_parts(message.parts)) or ["no content"]
    for number, part in enumerate(parts):
        yield f"{role if number == 0 else ' ' * len(role)} {part}{end if number == len(parts) - 1 else ''}"


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text():
                yield part.text or "empty text"
            case Reasoning():
                yield f"[thinking] {part.text}"
            case ToolCall():
                yield f"[calls] {_call(part)}"
            case ToolResult():
                who = part.name or part.id
                yield f"[result{f' of {who}' if who else ''}] {_text(part.result)}"
            case Media():
                yield f"[{part.modality}] {part.mime_type} {part.reference}".rstrip()
            case Other():
                yield f"[{part.type}]"


def _call(call: ToolCall) -> str:
    arguments = "" if call.arguments is None else _text(call.arguments)
    return f"{call.name}({arguments})"
