"""Request bodies to measure with: plain web spans, GenAI chat spans, a tenth of those among plain ones, one span."""

import json
import random

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_WORDS = [
    "the",
    "order",
    "of",
    "a",
    "customer",
    "is",
    "late",
    "because",
    "of",
    "weather",
    "and",
    "we",
    "will",
    "send",
    "another",
    "parcel",
    "to",
    "them",
    "tomorrow",
]


def plain(seed: int = 1) -> bytes:
    """100 web spans of 10 attributes; one in ten is a health probe."""
    return _request(seed, ["web"] * 100)


def genai(seed: int = 1) -> bytes:
    """50 chat spans with about 2.3 KB of messages."""
    return _request(seed, ["chat"] * 50)


def mixed(seed: int = 1) -> bytes:
    """100 spans, 10 of them chat spans."""
    return _request(seed, (["web"] * 9 + ["chat"]) * 10)


def single(seed: int = 1) -> bytes:
    """One web span."""
    return _request(seed, ["web"])


def turn(seed: int = 1) -> bytes:
    """One chat span."""
    return _request(seed, ["chat"])


CORPORA = {"plain": plain, "genai": genai, "mixed": mixed, "single": single, "turn": turn}
TRACE = 4  # spans of one trace in a request
SPANS = {"plain": 100, "genai": 50, "mixed": 100, "single": 1, "turn": 1}
OLD = b"\xa5\x5a\xc3\x3c" * 2
"""How every trace id begins, for whoever wants other traces with each request."""


def span(kind: str, chance: random.Random, *, root: bool = False) -> Span:
    """A span of a kind, `web` or `chat`."""
    made = Span(
        trace_id=chance.randbytes(16),
        span_id=chance.randbytes(8),
        parent_span_id=b"" if root else chance.randbytes(8),
        name=f"{kind} request",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=1_700_000_000_000_000_000 + chance.randrange(10**9),
        end_time_unix_nano=1_700_000_001_000_000_000 + chance.randrange(10**9),
    )
    attributes = _web(chance) if kind == "web" else _chat(chance)
    for name, content in attributes.items():
        target = made.attributes.add(key=name).value
        if isinstance(content, int):
            target.int_value = content
        else:
            target.string_value = content
    return made


def _request(seed: int, kinds: list[str]) -> bytes:
    chance = random.Random(seed)
    request = ExportTraceServiceRequest()
    group = request.resource_spans.add()
    for key, value in {"service.name": "shop", "service.version": "1.4.2", "host.name": "web-1"}.items():
        group.resource.attributes.add(key=key).value.string_value = value
    scope = group.scope_spans.add()
    scope.scope.name = "opentelemetry.instrumentation.bench"
    for number, kind in enumerate(kinds):
        if number % TRACE == 0:
            trace_id = OLD + chance.randbytes(8)
        scope.spans.add().CopyFrom(span(kind, chance))
        scope.spans[-1].trace_id = trace_id
    return request.SerializeToString()


def _web(chance: random.Random) -> dict[str, str | int]:
    route = "/health" if chance.random() < 0.1 else f"/api/orders/{chance.randrange(20)}"
    return {
        "http.request.method": "GET",
        "http.route": route,
        "url.path": route,
        "url.scheme": "https",
        "http.response.status_code": 200,
        "server.address": "shop.example.com",
        "server.port": 443,
        "client.address": "192.0.2.17",
        "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
        "network.protocol.version": "1.1",
    }


def _chat(chance: random.Random) -> dict[str, str | int]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5-mini-2026-01-15",
        "gen_ai.usage.input_tokens": chance.randrange(2000),
        "gen_ai.usage.output_tokens": chance.randrange(500),
        "gen_ai.conversation.id": f"session-{chance.randrange(1000)}",
        "gen_ai.input.messages": _messages(chance, "user", 250),
        "gen_ai.output.messages": _messages(chance, "assistant", 150),
    }


def _messages(chance: random.Random, role: str, words: int) -> str:
    text = " ".join(chance.choices(_WORDS, k=words))
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": text}]}])
