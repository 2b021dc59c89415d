"""The body of a chat completion request."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from otelevals.judges.asked import Message, Prompt
from otelevals.judges.ways import Manner, Way

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


def build_body(model: str, prompt: Prompt, manner: Manner) -> dict[str, Any]:
    """What asks the model in this manner."""
    messages = with_schema(prompt) if manner.schema_in_prompt else prompt.messages
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        manner.limit: prompt.max_output_tokens,
        **_structure(prompt, manner.way),
    }
    if prompt.temperature is not None and manner.temperature:
        body["temperature"] = prompt.temperature
    if prompt.logprobs and manner.top_logprobs:
        body |= {"logprobs": True, "top_logprobs": manner.top_logprobs}
    return body


def _structure(prompt: Prompt, way: Way) -> dict[str, Any]:
    name = answer_name(prompt)
    match way:
        case Way.JSON_SCHEMA:
            schema = {"name": name, "strict": True, "schema": closed(prompt.schema)}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case Way.OBJECT_WITH_SCHEMA:
            return {"response_format": {"type": "json_object", "schema": prompt.schema}}
        case Way.JSON_OBJECT:
            return {"response_format": {"type": "json_object"}}
        case Way.TOOLS:
            function = {"name": name, "description": "Give the answer.", "parameters": closed(prompt.schema)}
            choice = {"type": "function", "function": {"name": name}}
            return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
        case Way.TEXT:
            return {}


def answer_name(prompt: Prompt) -> str:
    """What the answer is called, in the characters that are allowed."""
    return _NOT_IN_NAMES.sub("_", prompt.schema_name)[:64] or "answer"


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without further properties in its objects: strict decoding demands that this is said."""
    made = {key: _closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **made} if made.get("type") == "object" else made


def _closed(value: Any) -> Any:
    match value:
        case Mapping():
            return closed(value)
        case list() | tuple():
            return [_closed(part) for part in value]
    return value


def with_schema(prompt: Prompt) -> Sequence[Message]:
    """The messages, the first of which says how to answer: nothing that is judged comes after it there."""
    schema = orjson.dumps(prompt.schema).decode()
    told = f"Answer with one JSON object and nothing else. It must fit this JSON Schema:\n{schema}"
    first, rest = prompt.messages[:1], prompt.messages[1:]
    if first and first[0].role == "system":
        return [Message("system", f"{first[0].content}\n\n{told}"), *rest]
    return [Message("system", told), *prompt.messages]
