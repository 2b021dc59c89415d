"""Reads messages out of span events that say one each, as the conventions had them before 1.37."""

from collections.abc import Iterable

from otelevals.genai.evidence import Event, Unreadable
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.read_messages import message_of, messages_of
from otelevals.genai.read_parts import Item, arguments_of
from otelevals.genai.values import NOT_SAID, first, string
from otelevals.otlp.anyvalue import Value

_NAME = "event.name"
_CHOICE = "gen_ai.choice"


def messages(events: Iterable[Event]) -> Messages:
    """`gen_ai.user.message` and the like; the role is in the event's name where nothing else says it."""
    return _some([_message(event, event.name.split(".")[1]) for event in events if not _is_redacted(event)])


def choices(events: Iterable[Event]) -> Messages:
    """`gen_ai.choice`: the message is in one attribute, or in several beside the reason why it ended."""
    return _some([_message(event, "assistant") for event in events if not _is_redacted(event)])


def prompts(events: Iterable[Event]) -> Messages:
    """`gen_ai.content.prompt`: JSON of messages, or a text."""
    return _contents(events, "gen_ai.prompt", "user")


def completions(events: Iterable[Event]) -> Messages:
    return _contents(events, "gen_ai.completion", "assistant")


def given_in(value: Value) -> Messages:
    """What was given, of events that one attribute holds as a list."""
    return _some([message_of(item, _role(item)) for item in _divided(value)[0]])


def answered_in(value: Value) -> Messages:
    """The answer in such a list: its choices, or else all that the assistant says at its end."""
    answer = _divided(value)[1]
    if any(item[_NAME] == _CHOICE for item in answer):
        return _some([message_of(item, "assistant") for item in answer])
    parts = [part for item in answer for part in message_of(item, "assistant").parts]
    return _some([Message("assistant", tuple(parts))] if answer else [])


def _divided(value: Value) -> tuple[list[Item], list[Item]]:
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    items = [item for item in items if isinstance(item.get(_NAME), str)]
    choices = [item for item in items if item[_NAME] == _CHOICE]
    if choices:
        return [item for item in items if item[_NAME] != _CHOICE], choices
    end = len(items)
    while end and _role(items[end - 1]) == "assistant":
        end -= 1
    return items[:end], items[end:]


def _role(item: Item) -> str:
    """The role that an event says, or else has in its name: gen_ai.user.message."""
    return string(item.get("role")) or string(item[_NAME]).removeprefix("gen_ai.").partition(".")[0]


def _is_redacted(event: Event) -> bool:
    return any(isinstance(value, str) and value in NOT_SAID for value in event.attributes.values())


def _message(event: Event, role: str) -> Message:
    said = {key.removeprefix("gen_ai."): arguments_of(value) for key, value in event.attributes.items()}
    for key in ("message", "body", "event.content"):
        inner = said.get(key)
        if isinstance(inner, dict):
            said = {**said, **inner}
            said.pop(key)
        elif isinstance(inner, str | list) and "content" not in said:
            said["content"] = inner
            said.pop(key)
    return message_of(said, string(said.get("role")) or role)


def _contents(events: Iterable[Event], key: str, role: str) -> Messages:
    found: list[Message] = []
    for event in events:
        value = arguments_of(first(event.attributes, key, "content"))
        if isinstance(value, list | dict):
            found += messages_of(value, role)
        elif isinstance(value, str):
            found.append(_prefixed(value, role))
    return _some(found)


def _prefixed(value: Value, role: str) -> Message:
    """`user: hello`, as some write it."""
    said, separator, rest = value.partition(": ")
    if separator and said in ("user", "assistant", "system", "tool"):
        return Message(said, (Text(rest),))
    return Message(role, (Text(value),))


def _some(found: list[Message]) -> Messages:
    if not found:
        raise Unreadable("holds no message")
    return tuple(found)
