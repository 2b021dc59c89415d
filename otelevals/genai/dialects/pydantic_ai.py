"""PydanticAI, in all versions of its format: model calls follow the conventions, runs of agents do not."""

from collections.abc import Iterator
from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Dialect
from otelevals.genai.kinds import Kind
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.places import attribute, attributes, only, structure, together
from otelevals.genai.read_events import answered_in, given_in
from otelevals.genai.read_messages import messages_of
from otelevals.genai.read_parts import arguments_of
from otelevals.genai.read_records import tools
from otelevals.genai.values import count, number, one_of, text, text_or_json
from otelevals.otlp.anyvalue import Value

_ALL, _FIRST = "pydantic_ai.all_messages", "pydantic_ai.new_message_index"
_RUN = (_ALL, _FIRST)
_AGENT, _TOOL = {Kind.AGENT}, {Kind.TOOL}
_USAGE = ("gen_ai.usage.details.", "gen_ai.aggregated_usage.details.")


def _given(value: dict[str, Value]) -> Messages:
    """What went into a run: the history it was given, and all until its model first answers."""
    messages, first = _messages(value)
    for place, (index, message) in enumerate(zip(_counted(messages), messages, strict=True)):
        if index >= first and message.role == "assistant":
            return _some(messages[:place])
    return messages


def _answer(value: dict[str, Value]) -> Messages:
    """What its model said at the end; a run that ended with something else has no answer."""
    messages, first = _messages(value)
    index = max(_counted(messages), default=0)
    return _some(messages[-1:] if index >= first and messages[-1].role == "assistant" else ())


def _messages(value: dict[str, Value]) -> tuple[Messages, int]:
    messages = messages_of(value.get(_ALL) or [], "user")
    return _some(messages), count(value.get(_FIRST, 0))


def _counted(messages: Messages) -> Iterator[int]:
    """The number of each message as PydanticAI counts them: a request is one, however many roles speak in it."""
    index, answered = -1, True
    for message in messages:
        if answered or message.role == "assistant":
            index += 1
        answered = message.role == "assistant"
        yield index


def _some(messages: Messages) -> Messages:
    if not messages:
        raise Unreadable("holds no message")
    return messages


def _result(value: Value) -> Messages:
    if not isinstance(value, str):
        raise Unreadable("is not text")
    return (Message("assistant", (Text(value),)),)


def _is_agent(value: Any) -> Kind:
    return Kind.AGENT


DIALECT = Dialect(
    name="PydanticAI",
    markers=("pydantic_ai.all_messages", "all_messages_events"),
    fields={
        "kind": attributes((_ALL, "all_messages_events", "gen_ai.aggregated_usage.input_tokens"), _is_agent),
        "request_model": (only(_AGENT, attribute("model_name", text)),),
        "input_messages": (
            together(_RUN, _given),
            structure("all_messages_events", given_in),
            structure("events", given_in),
        ),
        "output_messages": (
            only(_AGENT, attribute("final_result", _result)),
            together(_RUN, _answer),
            structure("all_messages_events", answered_in),
            structure("events", answered_in),
        ),
        "tools": (structure("model_request_parameters", tools, "function_tools"),),
        "tool_arguments": (only(_TOOL, attribute("tool_arguments", arguments_of)),),
        "tool_result": (only(_TOOL, attribute("tool_response", text_or_json)),),
        "tokens.input": (attribute("gen_ai.aggregated_usage.input_tokens", count),),
        "tokens.output": (attribute("gen_ai.aggregated_usage.output_tokens", count),),
        "tokens.cache_read": attributes(
            (
                "gen_ai.aggregated_usage.cache_read.input_tokens",
                *[f"{prefix}{key}" for prefix in _USAGE for key in ("cache_read_tokens", "cached_tokens")],
            ),
            count,
        ),
        "tokens.cache_write": attributes(
            (
                "gen_ai.aggregated_usage.cache_creation.input_tokens",
                *[f"{prefix}cache_write_tokens" for prefix in _USAGE],
            ),
            count,
        ),
        "tokens.reasoning": attributes([f"{prefix}reasoning_tokens" for prefix in _USAGE], count),
        "time_to_first_token": (attribute("gen_ai.client.operation.time_to_first_chunk", number),),
        "output_type": (
            structure(
                "model_request_parameters",
                one_of({"text": "text", **dict.fromkeys(("tool", "native", "prompted"), "json")}),
                "output_mode",
            ),
        ),
        "agent": (only(_AGENT, attribute("agent_name", text)),),
    },
)
