"""Reads messages out of attribute values: JSON text or native arrays, `parts` or `content`, types said or not."""

from collections.abc import Callable, Iterator

from otelevals.genai.messages import Media, Message, Messages, Other, Part, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.values import as_text, from_json, string
from otelevals.otlp.anyvalue import Value

_MESSAGES = (dict, str)


def input_messages(value: Value) -> Messages:
    return _messages(value, "user")


def output_messages(value: Value) -> Messages:
    return _messages(value, "assistant")


def instructions(value: Value) -> str:
    """System instructions as text: a bare string, or text parts."""
    parsed = from_json(value)
    items = parsed if isinstance(parsed, list) else [parsed]
    return "\n".join([part.text for item in items for part in _parts(item) if isinstance(part, Text)])


def _messages(value: Value, role: str) -> Messages:
    parsed = from_json(value)
    if isinstance(parsed, dict) and isinstance(parsed.get("messages"), list):
        parsed = parsed["messages"]
    items = parsed if isinstance(parsed, list) else [parsed]
    return tuple([_message(item, role) for item in items if isinstance(item, _MESSAGES)])


def _message(item: dict[str, Value] | str, role: str) -> Message:
    if isinstance(item, str):
        return Message(role, (Text(item),))
    found = item.get("parts")
    if found is None:
        found = item.get("content")
    contents = found if isinstance(found, list) else [found]
    parts = [part for content in contents for part in _parts(content)]
    calls = item.get("tool_calls")
    if isinstance(calls, list):
        parts += [_tool_call(call) for call in calls if isinstance(call, dict)]
    return Message(string(item.get("role")) or role, tuple(parts), string(item.get("finish_reason")))


def _parts(item: Value) -> Iterator[Part]:
    if isinstance(item, str):
        yield Text(item)
    elif isinstance(item, dict):
        kind = string(item.get("type"))
        yield _READERS.get(kind, _other)(item)


def _text(part: dict[str, Value]) -> Text:
    for key in ("content", "text", "refusal"):
        if (found := part.get(key)) is not None:
            return Text(as_text(found))
    return Text("")


def _untyped(part: dict[str, Value]) -> Part:
    return _text(part) if "text" in part or "content" in part else Other("")


def _reasoning(part: dict[str, Value]) -> Reasoning:
    return Reasoning(string(part.get("content")) or string(part.get("thinking")))


def _tool_call(part: dict[str, Value]) -> ToolCall:
    function = part.get("function")
    inner = function if isinstance(function, dict) else part
    arguments = inner.get("arguments", inner.get("input"))
    return ToolCall(string(inner.get("name")), _arguments(arguments), string(part.get("id")))


def _arguments(value: Value) -> Value:
    try:
        return from_json(value)
    except ValueError:
        return value


def _tool_result(part: dict[str, Value]) -> ToolResult:
    for key in ("response", "result", "content"):
        if key in part:
            return ToolResult(part[key], string(part.get("id")) or string(part.get("tool_use_id")))
    return ToolResult(None, string(part.get("id")))


def _media(part: dict[str, Value]) -> Media:
    modality = string(part.get("modality")) or string(part.get("type"))
    references = [string(part.get(key)) for key in ("uri", "url", "file_id")]
    return Media(modality, string(part.get("mime_type")), next(filter(None, references), ""))


def _other(part: dict[str, Value]) -> Other:
    return Other(string(part.get("type")))


_READERS: dict[str, Callable[[dict[str, Value]], Part]] = {
    "": _untyped,
    **dict.fromkeys(("text", "input_text", "output_text", "refusal"), _text),
    **dict.fromkeys(("reasoning", "thinking"), _reasoning),
    **dict.fromkeys(("tool_call", "tool_use", "function"), _tool_call),
    **dict.fromkeys(("tool_call_response", "tool_result"), _tool_result),
    **dict.fromkeys(("blob", "uri", "file", "image-url", "audio-url", "video-url", "document-url"), _media),
}
