"""Reads messages out of whole requests and answers: what SDKs, frameworks and model APIs take and give.

Many instrumentations write the arguments and the result of a call as one JSON value. Whatever is in there and can be
read as messages is; anything else is a text of its own.
"""

from otelevals.genai.evidence import Unreadable
from otelevals.genai.messages import Message, Messages, Reasoning, Text
from otelevals.genai.read_calls import call_arguments
from otelevals.genai.read_messages import instructions, messages_of
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.values import as_text, first, from_json, string
from otelevals.otlp.anyvalue import Value

_MESSAGE_KEYS = {"role", "content", "parts", "message", "lc", "tool_calls"}
_WRAPPERS = ("query_bundle", "inputs", "input", "kwargs", "data", "request", "payload")
_OUT_WRAPPERS = ("update", "outputs", "output", "result", "response", "data", "final_output")
_TEXT_KEYS = ("text", "answer", "result", "response", "content", "completion", "output_text", "output", "response_text")
_QUESTION_KEYS = (
    "question",
    "query",
    "query_str",
    "user_msg",
    "prompt",
    "user_prompt",
    "input",
    "text",
    "message",
    "user_input",
    "new_message",
)
_CALL_KEYS = {"args", "kwargs"}
_DEEPEST = 6


def request(value: Value) -> Messages:
    """What a model or an agent was given."""
    return _said(_request(from_json(value), 0))


def response(value: Value) -> Messages:
    """What it answered."""
    return _said(_response(from_json(value), 0))


def system_of(value: Value) -> str:
    """The system instructions in a request, where it keeps them beside its messages."""
    found = from_json(value)
    for key in ("input", "inputs", "kwargs", "config", "request"):
        if isinstance(found, dict) and isinstance(inner := arguments_of(found.get(key)), dict) and not _system(found):
            found = inner
    system = _system(found) if isinstance(found, dict) else None
    if system is None:
        raise Unreadable("holds no system instructions")
    return instructions(system)


def _system(value: dict[str, Value]) -> Value:
    return first(value, "system", "instructions", "system_instruction", "systemInstruction", "system_prompt")


def _said(messages: Messages) -> Messages:
    if not messages:
        raise Unreadable("holds no message")
    return messages


def _request(value: Value, depth: int) -> Messages:
    if isinstance(value, list):
        return messages_of(value, "user") if _are_messages(value) or _are_texts(value) else (_whole("user", value),)
    if not isinstance(value, dict):
        return (_whole("user", value),)
    if value and value.keys() <= _CALL_KEYS:
        value = call_arguments(value)
        return _request(value, depth + 1) if value and depth < _DEEPEST else ()
    for key in ("messages", "contents", "prompts", "input_messages"):
        if isinstance(found := arguments_of(value.get(key)), list) and found:
            return messages_of(found, "user")
    if _MESSAGE_KEYS & value.keys():
        return messages_of(value, "user")
    if depth < _DEEPEST:
        for key in _WRAPPERS:
            inner = arguments_of(value.get(key))
            if (isinstance(inner, dict) and inner) or (isinstance(inner, list) and _are_messages(inner)):
                return _request(inner, depth + 1)
    if question := _only_text(value, _QUESTION_KEYS):
        return (Message("user", (Text(question),)),)
    return (_whole("user", value),)


def _response(value: Value, depth: int) -> Messages:
    if isinstance(value, list) and (_are_messages(value) or _are_texts(value)):
        return _answers(messages_of(value, "assistant"))
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and depth < _DEEPEST:
        return _response(value[0], depth + 1)
    if not isinstance(value, dict):
        return (_whole("assistant", value),)
    for key in ("choices", "candidates", "generations"):
        if isinstance(found := arguments_of(value.get(key)), list) and found:
            return messages_of(found, "assistant")
    if isinstance(chunks := value.get("combined_chunk_content"), str):
        return (Message("assistant", (Text(chunks),)),)
    if isinstance(messages := arguments_of(value.get("messages")), list) and messages:
        return messages_of(messages, "assistant")[-1:]
    if isinstance(output := value.get("output"), list) and _are_messages(output):
        return _one(_answers(messages_of(output, "assistant")))  # OpenAI's responses
    if _MESSAGE_KEYS & value.keys():
        return messages_of(value, "assistant")
    if depth < _DEEPEST:
        for key in _OUT_WRAPPERS:
            if isinstance(inner := arguments_of(value.get(key)), list | dict) and inner:
                return _response(inner, depth + 1)
    if answer := _only_text(value, _TEXT_KEYS):
        return (Message("assistant", (Text(answer),)),)
    return (_whole("assistant", value),)


def _answers(messages: Messages) -> Messages:
    """Without the history: what comes after the last thing that a user or a tool said."""
    last = max((place for place, each in enumerate(messages) if each.role in ("user", "tool")), default=-1)
    return messages[last + 1 :] or messages


def _one(messages: Messages) -> Messages:
    """Items of one answer as one message: reasoning, calls and text come as items of their own."""
    parts = tuple([part for message in messages for part in message.parts])
    ordered = tuple(sorted(parts, key=lambda part: not isinstance(part, Reasoning)))
    return (Message("assistant", ordered),) if ordered else ()


def _are_messages(items: list[Value]) -> bool:
    while len(items) == 1 and isinstance(items[0], list):
        items = items[0]
    return bool(items) and all(isinstance(item, dict) and _looks_like_one(item) for item in items)


def _are_texts(items: list[Value]) -> bool:
    return bool(items) and all(isinstance(item, str) for item in items)


def _looks_like_one(item: dict[str, Value]) -> bool:
    return bool(_MESSAGE_KEYS & item.keys()) or string(item.get("type")) in (
        *("function_call", "function_call_output", "message", "reasoning", "text"),
        *("human", "ai", "system", "tool"),
    )


def _only_text(value: dict[str, Value], keys: tuple[str, ...]) -> str:
    for key in keys:
        if isinstance(found := value.get(key), str) and found:
            return found
    texts = [item for item in value.values() if isinstance(item, str) and item]
    return texts[0] if len(value) == len(texts) == 1 else ""


def _whole(role: str, value: Value) -> Message:
    text = as_text(value)
    return Message(role, (Text(text),) if text and value is not None else ())
