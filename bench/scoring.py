"""Microseconds a span for five checks on GenAI spans, and for plain spans that pass by: `python -m bench.scoring`."""

import json
import statistics
import time
from collections.abc import Callable
from itertools import count

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import ComponentId, Context
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.anyvalue import Value, from_python
from otelevals.otlp.signals import Signal
from otelevals.processors.scorer import ScorerProcessor

ROUNDS, SECONDS = 7, 0.5
_OLD = b"\xa5\x5a\xc3\x3c" * 2  # half of every trace id
SCORERS = {
    "not_empty": None,
    "on_topic": {"type": "contains", "values": ["refund", "invoice"], "case_sensitive": False},
    "no_price": {"type": "regex", "pattern": r"\$ ?[0-9]+", "negate": True},
    "yes_no": {"type": "one_of", "values": ["yes", "no"]},
    "valid_json": "json_valid",
}
QUESTION = "My last invoice shows the same position twice, and I would like to know how that is settled. " * 10
ANSWER = "We are sorry for the trouble. The second position is a duplicate and will be taken off. " * 9
MESSAGES = {
    "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": QUESTION}]}],
    "gen_ai.output.messages": [
        {"role": "assistant", "parts": [{"type": "text", "content": ANSWER}], "finish_reason": "stop"}
    ],
    "gen_ai.system_instructions": [{"type": "text", "content": "You are the support agent of a shop. " * 9}],
}
CHAT: dict[str, Value] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.response.id": "chatcmpl-CQF10eCkoFphJZJQkzzN6EkTD0AVF",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.request.temperature": 0.5,
    "gen_ai.usage.input_tokens": 312,
    "gen_ai.usage.output_tokens": 204,
    "gen_ai.conversation.id": "c-71",
    "server.address": "api.openai.com",
    "server.port": 443,
    **{key: json.dumps(value) for key, value in MESSAGES.items()},
}
PLAIN: dict[str, Value] = {
    "http.request.method": "GET",
    "url.path": "/api/items/17",
    "http.response.status_code": 200,
    **{f"app.attribute.{number}": f"value {number}" for number in range(7)},
}


def request(attributes: dict[str, Value], spans: int) -> Payload:
    body = ExportTraceServiceRequest()
    scope = body.resource_spans.add().scope_spans.add()
    for number in range(spans):
        span = Span(
            trace_id=_OLD + number.to_bytes(8, "big"), span_id=(number + 1).to_bytes(8, "big"), name="chat gpt-4o-mini"
        )
        for key, value in attributes.items():
            span.attributes.add(key=key).value.CopyFrom(from_python(value))
        scope.spans.append(span)
    return Payload.received(Signal.TRACES, body.SerializeToString())


def measure(work: Callable[[], object], spans: int, rounds: int = ROUNDS, seconds: float = SECONDS) -> float:
    """CPU microseconds a span: the median of several rounds."""
    results = []
    for _ in range(rounds):
        calls, started = 0, time.process_time()
        while (spent := time.process_time() - started) < seconds:
            work()
            calls += 1
        results.append(spent / calls / spans * 1e6)
    return statistics.median(results)


def processor(scorers: object) -> ScorerProcessor:
    config = ScorerProcessor.Config.model_validate({"scorers": scorers})
    return ScorerProcessor(config, Context(ComponentId("scorer"), Telemetry()))


def scoring(scorers: object, raw: bytes) -> Callable[[], object]:
    """Scores the request again and again, each time with new trace ids."""
    scorer, number = processor(scorers), count(1)

    def run() -> None:
        fresh = raw.replace(_OLD, next(number).to_bytes(8, "big"))
        scorer.take(Batch(Signal.TRACES, (Payload(Signal.TRACES, fresh, items=1),)), 0.0)

    return run


def main() -> None:
    chat, plain = request(CHAT, 50), request(PLAIN, 100)
    text = sum(len(CHAT[key]) for key in MESSAGES)
    print(f"50 chat spans with {text} bytes of messages each; CPU microseconds a span")
    print(f"  five checks                {measure(scoring(SCORERS, chat.raw), 50):8.2f}")
    for name, entry in SCORERS.items():
        print(f"  only {name:<21} {measure(scoring({name: entry}, chat.raw), 50):8.2f}")
    print(f"100 plain spans\n  prefilter                  {measure(scoring(SCORERS, plain.raw), 100):8.3f}")


if __name__ == "__main__":
    main()
