"""The traffic of the demo: a support assistant's model calls and the web requests around them, as OTLP requests."""

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Exchange:
    question: str
    answer: str
    agent: str = "support"
    output: str = "text"


EXCHANGES = (
    Exchange("Where is my parcel?", "It left our warehouse yesterday and should reach you on Friday."),
    Exchange("I was charged twice.", "Sorry about that. I have asked for the second payment to be returned."),
    Exchange("Can I change my address?", ""),
    Exchange("This is the third time I ask!", "As I already said, please wait. Obviously we are busy."),
    Exchange("My invoice is wrong.", "billing", agent="classifier"),
    Exchange("The box arrived open.", "I think this is about damaged goods", agent="classifier"),
    Exchange("List my two last orders.", '{"orders": ["A-1042", "A-1057"]}', agent="orders", output="json"),
    Exchange("List all my orders.", '{"orders": ["A-1042", "A-10', agent="orders", output="json"),
)


def requests() -> Iterator[ExportTraceServiceRequest]:
    """One request an exchange: the web request, the model call inside it, and a health probe beside them."""
    for exchange in EXCHANGES:
        request = ExportTraceServiceRequest()
        group = request.resource_spans.add()
        group.resource.attributes.add(key="service.name").value.string_value = "support-assistant"
        spans = group.scope_spans.add()
        trace = secrets.token_bytes(16)
        web = _span(spans.spans.add(), trace, b"", "POST /ask", {"http.route": "/ask"})
        _span(spans.spans.add(), trace, web.span_id, "chat gpt-5-mini", _chat(exchange))
        _span(spans.spans.add(), secrets.token_bytes(16), b"", "GET /health", {"http.route": "/health"})
        yield request


def _chat(exchange: Exchange) -> dict[str, str]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.output.type": exchange.output,
        "gen_ai.agent.name": exchange.agent,
        "gen_ai.input.messages": _messages("user", exchange.question),
        "gen_ai.output.messages": _messages("assistant", exchange.answer),
    }


def _messages(role: str, text: str) -> str:
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}])


def _span(span: Span, trace: bytes, parent: bytes, name: str, attributes: dict[str, str]) -> Span:
    now = time.time_ns()
    span.trace_id = trace
    span.span_id = secrets.token_bytes(8)
    span.parent_span_id = parent
    span.name = name
    span.start_time_unix_nano = now - 800_000_000
    span.end_time_unix_nano = now
    for key, value in attributes.items():
        span.attributes.add(key=key).value.string_value = value
    return span
