"""Spans for tests of what reads them."""

from collections.abc import Mapping
from typing import Any

import orjson
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.interaction import Interaction
from otelevals.otlp.anyvalue import encode_attributes

OPERATION = "gen_ai.operation.name"
INPUT = "gen_ai.input.messages"
OUTPUT = "gen_ai.output.messages"


def message(attributes: Mapping[str, Any], **fields: Any) -> SpanMessage:
    built = SpanMessage(**{"trace_id": b"\x01" * 16, "span_id": b"\x02" * 8, "name": "chat gpt-4o", **fields})
    built.MergeFromString(encode_attributes(9, attributes))
    return built


def span(attributes: Mapping[str, Any], scope: bytes = b"", **fields: Any) -> Span:
    return Span(message(attributes, **fields).SerializeToString(), Scope([scope], Resource([])))


def said(text: str, role: str = "assistant") -> str:
    """Messages of one text, as instrumentations write them."""
    return orjson.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}]).decode()


def chat(output: str | None = None, prompt: str | None = None, **more: Any) -> dict[str, Any]:
    """The attributes of a chat span; content is left out when not given."""
    content = {
        INPUT: None if prompt is None else said(prompt, "user"),
        OUTPUT: None if output is None else said(output),
    }
    return {OPERATION: "chat", **{key: value for key, value in content.items() if value is not None}, **more}


def interaction(attributes: Mapping[str, Any], **fields: Any) -> Interaction:
    return Interaction(span(attributes, **fields))
