"""Haystack: what components, pipelines, agents and tools were given and gave, as JSON."""

from collections.abc import Callable, Iterator
from typing import Any

from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.kinds import LLM, Kind
from otelevals.genai.messages import Message, Messages, Text
from otelevals.genai.places import attribute, only, structure
from otelevals.genai.read_messages import message_of
from otelevals.genai.read_parts import arguments_of, result_of
from otelevals.genai.read_payloads import request, response
from otelevals.genai.read_records import documents, tools
from otelevals.genai.values import count, names, text
from otelevals.otlp.anyvalue import Value

_INPUT, _OUTPUT = "haystack.component.input", "haystack.component.output"
_STEP_INPUT, _STEP_OUTPUT = "haystack.agent.step.llm.input", "haystack.agent.step.llm.output"
_FOUND = frozenset({Kind.RETRIEVAL, Kind.RERANK})
_ENDINGS = {
    "ChatGenerator": Kind.CHAT,
    "Generator": Kind.COMPLETION,
    "Embedder": Kind.EMBEDDINGS,
    "Retriever": Kind.RETRIEVAL,
    "Ranker": Kind.RERANK,
    "Evaluator": Kind.EVALUATOR,
    "Agent": Kind.AGENT,
}
"""What components of a kind are called at the end, the longer ones first."""


def _component(value: Value) -> Kind:
    name = text(value)
    return next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), Kind.OTHER)


def _is(kind: Kind) -> Callable[[Value], Kind]:
    return lambda value: kind


def _replies(value: Value) -> Messages:
    """Replies are messages, with the reason why they ended in `meta`, or texts with a list of `meta` beside them."""
    found = [_reply(item) for item in value if isinstance(item, dict | str)] if isinstance(value, list) else []
    if not found:
        raise Unreadable("holds no message")
    return tuple(found)


def _reply(item: dict[str, Any] | str) -> Message:
    meta = item.get("meta") if isinstance(item, dict) else None
    reason = meta.get("finish_reason") if isinstance(meta, dict) else None
    return message_of({**item, "finish_reason": reason} if isinstance(item, dict) else item, "assistant")


def _question(value: Value) -> Messages:
    """What a pipeline was given: mostly one question, for several of its components."""
    said = set(_texts(value))
    return (Message("user", (Text(said.pop()),)),) if len(said) == 1 else request(value)


def _texts(value: Value) -> Iterator[str]:
    for inputs in value.values() if isinstance(value, dict) else ():
        if isinstance(inputs, dict):
            yield from [item for item in inputs.values() if isinstance(item, str)]


def _answer(value: Value) -> Messages:
    """The replies of a pipeline's last component that has some."""
    for outputs in reversed(list(value.values())) if isinstance(value, dict) else ():
        if isinstance(outputs, dict) and outputs.get("replies"):
            return _replies(outputs["replies"])
    return response(value)


def _meta(read: Callable[[Any], Any], *path: str) -> tuple[Source, ...]:
    """What a generator says of its first reply."""
    return (
        structure(_OUTPUT, read, "replies", 0, "meta", *path),
        structure(_OUTPUT, read, "meta", 0, *path),
        structure(_STEP_OUTPUT, read, "replies", 0, "meta", *path),
    )


DIALECT = Dialect(
    name="Haystack",
    markers=("haystack.",),
    fields={
        "kind": (
            attribute("haystack.component.type", _component),
            attribute("haystack.tool.name", _is(Kind.TOOL)),
            attribute("haystack.agent.max_steps", _is(Kind.AGENT)),
            attribute(_STEP_INPUT, _is(Kind.CHAT)),
            attribute("haystack.pipeline.input_data", _is(Kind.WORKFLOW)),
        ),
        "operation": (attribute("haystack.component.type", text),),
        "response_model": _meta(text, "model"),
        "input_messages": (
            only(LLM, structure(_INPUT, request)),
            structure(_STEP_INPUT, request),
            structure("haystack.agent.input", request),
            structure("haystack.pipeline.input_data", _question),
        ),
        "output_messages": (
            only(LLM, structure(_OUTPUT, _replies, "replies")),
            structure(_STEP_OUTPUT, _replies, "replies"),
            structure("haystack.agent.output", response),
            structure("haystack.pipeline.output_data", _answer),
        ),
        "tools": (
            only(LLM, structure(_INPUT, tools, "tools")),
            structure(_STEP_INPUT, tools, "tools"),
            structure("haystack.agent.tools", tools),
        ),
        "tool_name": (attribute("haystack.tool.name", text),),
        "tool_arguments": (structure("haystack.agent.step.tool.input", arguments_of),),
        "tool_result": (structure("haystack.agent.step.tool.output", result_of),),
        "query": (
            only(_FOUND, structure(_INPUT, text, "query")),
            only({Kind.EMBEDDINGS}, structure(_INPUT, text, "text")),
        ),
        "documents": (only(_FOUND, structure(_OUTPUT, documents, "documents")),),
        "tokens.input": _meta(count, "usage", "prompt_tokens"),
        "tokens.output": _meta(count, "usage", "completion_tokens"),
        "tokens.total": _meta(count, "usage", "total_tokens"),
        "tokens.cache_read": _meta(count, "usage", "prompt_tokens_details", "cached_tokens"),
        "tokens.reasoning": _meta(count, "usage", "completion_tokens_details", "reasoning_tokens"),
        "said_finish_reasons": _meta(names, "finish_reason"),
    },
)
