"""What fields of an interaction cost, on one core, by dialect: `python -m bench.interaction`.

Each span has 3 KB and is read as a scorer reads it: its bytes have just come, and only the named fields are asked for.
"""

import timeit
from collections.abc import Callable
from time import process_time
from typing import Any

import orjson
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.fields import Found
from otelevals.genai.interaction import Interaction
from otelevals.genai.recognise import is_genai, prefilter
from otelevals.genai.trace import Trace
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes

_SENTENCE = "The parcel of order 4711 left the warehouse on Monday and is expected on Thursday. "
CONTEXT, QUESTION, ANSWER = 18 * _SENTENCE, 2 * _SENTENCE, 6 * _SENTENCE
"""The system message, what the user asks, and the answer."""
GIVEN = [("system", CONTEXT), ("user", QUESTION)]
MODEL = "gpt-4o-mini"

_COMMON = {
    "gen_ai.request.model": MODEL,
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.response.id": "chatcmpl-AbC123",
    "gen_ai.usage.input_tokens": 420,
    "gen_ai.usage.output_tokens": 130,
    "gen_ai.response.finish_reasons": ["stop"],
}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _parts(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": text}]}


SPANS: dict[str, dict[str, Any]] = {
    "OpenTelemetry": {
        **_COMMON,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.input.messages": _json([_parts(*each) for each in GIVEN]),
        "gen_ai.output.messages": _json([{**_parts("assistant", ANSWER), "finish_reason": "stop"}]),
        "gen_ai.conversation.id": "c-1",
    },
    "OpenInference": {
        "openinference.span.kind": "LLM",
        "llm.model_name": MODEL,
        "llm.provider": "openai",
        **{f"llm.input_messages.{n}.message.role": role for n, (role, _) in enumerate(GIVEN)},
        **{f"llm.input_messages.{n}.message.content": text for n, (_, text) in enumerate(GIVEN)},
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": ANSWER,
        "llm.token_count.prompt": 420,
        "llm.token_count.completion": 130,
        "llm.finish_reason": "stop",
        "session.id": "c-1",
    },
    "OpenLLMetry, old": {
        **{key: value for key, value in _COMMON.items() if ".usage." not in key},
        "gen_ai.system": "OpenAI",
        "llm.request.type": "chat",
        **{f"gen_ai.prompt.{n}.role": role for n, (role, _) in enumerate(GIVEN)},
        **{f"gen_ai.prompt.{n}.content": text for n, (_, text) in enumerate(GIVEN)},
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": ANSWER,
        "gen_ai.completion.0.finish_reason": "stop",
        "gen_ai.usage.prompt_tokens": 420,
        "gen_ai.usage.completion_tokens": 130,
        "traceloop.association.properties.session_id": "c-1",
    },
    "Vercel AI SDK": {
        **_COMMON,
        "operation.name": "ai.generateText.doGenerate",
        "ai.operationId": "ai.generateText.doGenerate",
        "gen_ai.system": "openai.chat",
        "ai.model.id": MODEL,
        "ai.model.provider": "openai.chat",
        "ai.prompt.messages": _json([{"role": role, "content": text} for role, text in GIVEN]),
        "ai.response.text": ANSWER,
        "ai.response.finishReason": "stop",
        "ai.telemetry.metadata.sessionId": "c-1",
    },
}
LENT = ("session", "documents", "context", "usage")
"""What a scorer of an answer asks of its trace."""
TOGETHER = ("output_text", "model")
FIELDS = ("kind", "model", "output_text", "input_text", "messages", "system", "usage", "finish_reasons", "session")


def serialised(attributes: dict[str, Any]) -> bytes:
    """A span of 3 KB as it comes, with attributes of the kind that frameworks add."""
    message = SpanMessage(trace_id=b"t" * 16, span_id=b"s" * 8, parent_span_id=b"p" * 8, name=f"chat {MODEL}")
    others = {"server.address": "api.openai.com", "server.port": 443, "thread.name": "MainThread"}
    raw: bytes = message.SerializeToString()
    return raw + encode_attributes(SPAN_ATTRIBUTES, {**others, **attributes})


def trace_of(attributes: dict[str, Any]) -> list[bytes]:
    """Ten spans: a request of a web framework, an agent, two retrievals, and two calls of the model with plain spans in
    them."""
    found = {"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.documents": _json([{"content": CONTEXT}])}
    plain = {"http.request.method": "POST", "server.address": "api.openai.com"}
    agent = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "shop"}
    spans = [{"http.route": "/chat", "session.id": "c-1"}, agent, found, found, attributes, plain, plain]
    spans += [attributes, plain, plain]
    parents = [-1, 0, 1, 1, 1, 4, 4, 1, 7, 7]
    made = []
    for number, (parent, given) in enumerate(zip(parents, spans, strict=True)):
        message = SpanMessage(trace_id=b"t" * 16, span_id=_id(number), name="span")
        message.parent_span_id = _id(parent) if parent >= 0 else b""
        message.start_time_unix_nano, message.end_time_unix_nano = 10**9 + number, 10**9 + number + 1
        made.append(message.SerializeToString() + encode_attributes(SPAN_ATTRIBUTES, given))
    return made


def _id(number: int) -> bytes:
    return b"%08d" % number


def microseconds(function: Callable[[], Any], calls: int = 2_000, rounds: int = 7) -> float:
    """Of one call in the best of several rounds, without what other processes took."""
    return min(timeit.repeat(function, timer=process_time, number=calls, repeat=rounds)) / calls * 1e6


def main() -> None:
    scope = Scope([], Resource([]))
    spans = {name: serialised(attributes) for name, attributes in SPANS.items()}

    def asking(raw: bytes, *names: str) -> Callable[[], Any]:
        def ask() -> None:
            interaction = Interaction(Span(raw, scope))
            for name in names:
                interaction.get(name)

        return ask

    def reading(raws: list[bytes], read: Callable[[Trace], Any]) -> float:
        """What a span of a trace costs."""
        return microseconds(lambda: read(Trace([Span(raw, scope) for raw in raws])), 200) / len(raws)

    def complete(trace: Trace) -> None:
        answer = trace.interaction(_id(7))
        assert answer is not None
        assert trace.standing_for(answer, "llm") is None
        assert all(isinstance(answer.get(name), Found) for name in LENT)

    for raw in spans.values():
        given = Interaction(Span(raw, scope))
        assert (given.output, given.value("model")) == (ANSWER, MODEL)
    rows: list[tuple[str, Callable[[bytes], Callable[[], Any]]]] = [
        ("prefilter", lambda raw: lambda: prefilter(raw)),
        ("decoding the span", lambda raw: lambda: Span(raw, scope).message),
        ("recognising it", lambda raw: lambda: is_genai(Span(raw, scope))),
        (" and ".join(TOGETHER), lambda raw: asking(raw, *TOGETHER)),
        *[(name, lambda raw, name=name: asking(raw, name)) for name in FIELDS],
    ]
    print(f"{'microseconds':<22}" + "".join(f"{name:>18}" for name in spans))
    print(f"{'bytes of the span':<22}" + "".join(f"{len(raw):>18,}" for raw in spans.values()))
    for name, measure in rows:
        costs = [microseconds(measure(raw)) for raw in spans.values()]
        print(f"{name:<22}" + "".join(f"{cost:>18.1f}" for cost in costs))
    for name, read in (
        ("of 10 in a trace", lambda trace: trace.interaction(_id(7))),
        (" output_text of one", lambda trace: trace.interaction(_id(7)).get("output_text")),
        (" all that is lent", complete),
    ):
        print(f"{name:<22}" + "".join(f"{reading(trace_of(SPANS[each]), read):>18.1f}" for each in SPANS))


if __name__ == "__main__":
    main()
