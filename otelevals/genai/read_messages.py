"""Reads messages, whatever they are called and however they are wrapped; `read_parts` reads what is in them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.messages import Message, Messages, Other, Part, Reasoning, Text, ToolCall, ToolResult
from otelevals.genai.read_parts import Item, arguments_of, part_of, parts_of, plain, tool_call
from otelevals.genai.values import first, from_json, string
from otelevals.otlp.anyvalue import Value

_MESSAGES = (dict, str)
_KEYS = {
    "role",
    "content",
    "parts",
    "message",
    "messages",
    "kwargs",
    "data",
    "blocks",
    "contents",
    "tool_calls",
    "toolCalls",
}
"""Of which every message has one, and no part without a message has any."""
_ROLES = {
    "human": "user",
    "ai": "assistant",
    "aimessagechunk": "assistant",
    "model": "assistant",
    "function": "tool",
    "humanmessage": "user",
    "aimessage": "assistant",
    "systemmessage": "system",
    "toolmessage": "tool",
}
_NOTHING = Text("")  # what an empty answer may have or not
_EXTRA = ("tool_calls", "function_call", "refusal")
_ITEM_ROLES = {"function_call": "assistant", "reasoning": "assistant", "function_call_output": "tool"}


def input_messages(value: Value) -> Messages:
    return _sound(from_json(value), "user")


def output_messages(value: Value) -> Messages:
    found = from_json(value)
    if isinstance(found, list) and len(found) > 1 and all(map(_is_chunk, found)):
        parts = [part for item in found for part in parts_of(item.get("parts"))]
        return (Message("assistant", joined(parts)),)
    return _sound(found, "assistant")


def _is_chunk(item: Value) -> bool:
    """Whether it is a piece of a streamed answer of Gemini, which come as one message each."""
    return isinstance(item, dict) and item.get("role") == "model" and isinstance(item.get("parts"), list)


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Texts that follow each other as one, and the same with reasoning."""
    found: list[Part] = []
    for kind, group in groupby(parts, type):
        if kind is Text or kind is Reasoning:
            found.append(kind("".join([part.text for part in group if isinstance(part, Text | Reasoning)])))
        else:
            found += group
    return tuple(found)


def _sound(value: Value, role: str) -> Messages:
    if isinstance(value, dict) and not _KEYS & value.keys() and not _is_part(value):
        raise Unreadable("holds no message")
    return messages_of(value, role)


def instructions(value: Value) -> str:
    """System instructions as text: a bare string, text parts, or a message."""
    found = "\n".join([text for text in _texts(from_json(value)) if text])
    if not found:
        raise Unreadable("holds no text")
    return found


def messages_of(value: Value, role: str) -> Messages:
    """The messages in a list of them, in one of them, or in a mapping with `messages`; `role` is for those that do not
    say theirs."""
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        value = value["messages"]
    items = value if isinstance(value, list) else [value]
    while len(items) == 1 and isinstance(items[0], list):
        items = items[0]  # LangChain's batches
    if items and all(isinstance(item, dict) and _is_part(item) for item in items):
        return (Message(role, tuple([part_of(item) for item in items])),)
    return tuple([message_of(item, role) for item in items if isinstance(item, _MESSAGES)])


def message_of(item: Item | str, role: str) -> Message:
    if isinstance(item, str):
        return Message(role, (Text(item),))
    wrapped = not item.keys() <= _PLAIN
    if wrapped:
        item = _unwrapped(item)
    role = _role(item, role)
    found = first(item, "parts", "content", "blocks", "contents", "text")
    parts: list[Part] = list(parts_of(found))
    if string(item.get("type")) in _ITEM_ROLES:
        parts = [part_of(item)]
    elif role == "tool" and not any(isinstance(part, ToolResult) for part in parts):
        id_, name = string(first(item, "tool_call_id", "id")), string(item.get("name"))
        parts = [ToolResult(plain(found), id_, name)]
    elif role == "user" and parts and all(isinstance(part, ToolResult) for part in parts):
        role = "tool"  # Anthropic, PydanticAI
    if wrapped:
        parts += _beside(item, {part.id for part in parts if isinstance(part, ToolCall)})
    reason = string(first(item, "finish_reason", "finishReason", "stop_reason"))
    return Message(role, tuple([part for part in parts if part != _NOTHING]), reason)


_PLAIN = {"role", "parts", "content", "finish_reason", "name"}
"""What a message has that holds nothing around its content or beside it."""


def _beside(item: Item, known: set[str]) -> list[Part]:
    """What a message has beside its content."""
    parts: list[Part] = []
    if thought := string(first(item, "reasoning_content", "reasoning", "thinking")):
        parts.append(Reasoning(thought))
    if (refusal := string(item.get("refusal"))) and not (item.get("parts") or item.get("content")):
        parts.append(Text(refusal))
    calls = first(item, "tool_calls", "toolCalls")
    calls = arguments_of(calls)
    if isinstance(calls, list):
        made = [tool_call(call) for call in calls if isinstance(call, dict)]
        parts += [call for call in made if not call.id or call.id not in known]
    function = item.get("function_call")
    if isinstance(function, dict):
        parts.append(tool_call(function))
    return parts


def _unwrapped(item: Item) -> Item:
    """A message without what LangChain and OpenAI's choices put around it."""
    inner: Any = item.get("kwargs") if item.get("lc") else item.get("data") if "type" in item else None
    if isinstance(inner, dict) and ("content" in inner or "tool_calls" in inner):
        ids = item.get("id")
        name = ids[-1] if isinstance(ids, list) and ids else item.get("type")
        extra = inner.get("additional_kwargs")
        beside = {key: extra[key] for key in _EXTRA if extra.get(key)} if isinstance(extra, dict) else {}
        return {**beside, **{key: value for key, value in inner.items() if value not in (None, [])}, "type": name}
    message = item.get("message")
    if isinstance(message, dict) and not ("role" in item and "content" in item):
        about = item.get("generation_info")
        reason = first({**about, **item} if isinstance(about, dict) else item, "finish_reason", "finishReason")
        return {**_unwrapped(message), **({} if reason is None else {"finish_reason": reason})}
    return item


def _role(item: Item, role: str) -> str:
    said = string(item.get("role"))
    if not said:
        kind = string(item.get("type"))
        said = _ITEM_ROLES.get(kind) or (kind if kind.lower() in _ROLES or kind == "system" or kind == "tool" else "")
    said = said.rpartition(".")[2].lower()  # an enum's text: MessageRole.USER
    return _ROLES.get(said, said) or role


def _is_part(item: Item) -> bool:
    """Whether it is a part without a message around it."""
    return not _KEYS & item.keys() and not isinstance(part_of(item), Other)


def _texts(value: Value) -> list[str]:
    if isinstance(value, dict) and ("parts" in value or "role" in value):
        return [message_of(value, "system").text]
    items = value if isinstance(value, list) else [value]
    return [part.text for item in items for part in parts_of(item) if isinstance(part, Text)]
