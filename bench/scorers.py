"""Microseconds a target: every built-in scorer on chat spans, and ten checks next to the same ten in pydantic-evals and
autoevals: `python -m bench.scorers`.

A dataset of pydantic-evals does what a run of ours does: it runs checks, keeps their failures apart, and reports. Its
evaluators alone leave out the report, and autoevals has no runner at all: ten calls of functions.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from bench.corpus import genai
from bench.scoring import measure as measure_with
from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.interaction import Interaction
from otelevals.scoring.configured import ConfiguredScorer, configure
from otelevals.scoring.outcome import Decision
from otelevals.scoring.registry import scorer_types
from otelevals.scoring.runner import run_scorers

measure = partial(measure_with, rounds=5, seconds=0.2)
WORDS, PATTERN, MOST_WORDS, MOST_SECONDS, MOST_TOKENS = ["refund", "parcel"], r"\$ ?[0-9]+", 400, 8, 5000
LABELS = ["yes", "no"]
TEN: dict[str, Any] = {
    "not_empty": "not_empty",
    "on_topic": {"type": "contains", "values": WORDS, "case_sensitive": False},
    "no_placeholder": {"type": "not_contains", "values": ["TODO", "lorem ipsum"]},
    "no_price": {"type": "regex", "pattern": PATTERN, "negate": True},
    "yes_no": {"type": "one_of", "values": LABELS},
    "brief": {"type": "length", "max": MOST_WORDS},
    "valid_json": "json_valid",
    "refusal": {"type": "refusal", "languages": ["en"]},
    "latency": {"type": "latency", "max": f"{MOST_SECONDS}s"},
    "tokens": {"type": "tokens", "max": MOST_TOKENS},
}
OPTIONS: dict[str, dict[str, Any]] = {
    "contains": {"values": WORDS},
    "not_contains": {"values": WORDS},
    "one_of": {"values": LABELS},
    "regex": {"pattern": PATTERN},
    "json_schema": {"schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}},
    "tool_allowed": {"allow": ["search", "read_*"]},
}
ELSEWHERE = {"composite", "python", "tool_error"}
"""Those that need other scorers, code of a user, or spans of tools."""
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
}


def spans() -> list[Span]:
    """The chat spans of the corpus, with what some scorers need besides."""
    request = ExportTraceServiceRequest.FromString(genai())
    found = []
    for span in request.resource_spans[0].scope_spans[0].spans:
        for attribute in span.attributes:
            if attribute.key == "gen_ai.usage.output_tokens":
                attribute.value.int_value = 150
        for key, value in _more().items():
            span.attributes.add(key=key).value.string_value = value
        span.attributes.add(key="gen_ai.server.time_to_first_token").value.double_value = 0.4
        span.attributes.add(key="gen_ai.response.finish_reasons").value.array_value.values.add(string_value="stop")
        found.append(Span(span.SerializeToString(), Scope([b""], Resource([]))))
    return found


def _more() -> dict[str, str]:
    text = "The parcel of order 4711 left on 5 March 2024 and takes 3 days. " * 20
    return {
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "You are the agent of a shop. " * 20}]),
        "gen_ai.retrieval.documents": json.dumps([{"id": "doc-1", "content": text}]),
        "gen_ai.tool.definitions": json.dumps([{"name": "search", "parameters": SCHEMA}]),
    }


def answering(span: Span, text: str = "", *, calls: bool = False) -> Span:
    """The span with another answer."""
    message = span.message.__class__.FromString(span.message.SerializeToString())
    part: dict[str, Any] = {"type": "text", "content": text}
    if calls:
        part = {"type": "tool_call", "name": "search", "arguments": {"city": "Lyon", "days": 3}}
    for attribute in message.attributes:
        if attribute.key == "gen_ai.output.messages":
            attribute.value.string_value = json.dumps([{"role": "assistant", "parts": [part]}])
    return Span(message.SerializeToString(), Scope([b""], Resource([])))


ANSWERS = {
    "citations": "It left on Monday [1], and comes within 3 days (doc-1). " * 10,
    "numbers_in_context": "Order 4711 left on 5 March 2024 and takes 3 days. " * 10,
    "json_schema": json.dumps({"a": 1, "b": ["text"] * 50}),
    "json_valid": json.dumps({"a": 1, "b": ["text"] * 50}),
    "python_valid": "def total(rows):\n    return sum(row.price * row.count for row in rows)\n" * 5,
    "sql_valid": "SELECT c.name, SUM(o.total) FROM orders o JOIN customers c ON c.id = o.customer GROUP BY c.name",
}


def one(name: str, found: Sequence[Span]) -> float | None:
    """Microseconds a target of a built-in scorer, None when it needs what only a dataset has."""
    scorer = configure(name, {"type": name, **OPTIONS.get(name, {})})
    if any(need.name == "expected" for need in scorer.needs):
        return None
    calls = name.startswith("tool_")
    if calls or name in ANSWERS:
        found = [answering(span, ANSWERS.get(name, ""), calls=calls) for span in found]
    views = [Interaction(span) for span in found]
    for view in views:
        (outcome,) = run_scorers([scorer], view)
        if outcome.decision is not Decision.SCORED:
            raise SystemExit(f"{name} gives no verdict: {outcome.decision}: {outcome.reason}")
    return measure(lambda: [run_scorers([scorer], view) for view in views], len(views))


def main() -> None:
    found = spans()
    print("microseconds a target, each scorer alone, what it needs of the span read before")
    for name in scorer_types():
        if name not in ELSEWHERE and (result := one(name, found)) is not None:
            print(f"  {name:<24}{result:9.2f}")
    scorers: list[ConfiguredScorer] = [configure(name, entry) for name, entry in TEN.items()]
    views = [Interaction(span) for span in found]
    warm = measure(lambda: [run_scorers(scorers, view) for view in views], len(views))
    cold = measure(lambda: [run_scorers(scorers, Interaction(_again(span))) for span in found], len(found))
    print("ten checks, microseconds a target")
    print(f"  otelevals{'':<30}{warm:9.1f}   {1e7 / warm:11,.0f} evaluations a second")
    print(f"  otelevals, from the bytes of the span{'':<2}{cold:9.1f}   {1e7 / cold:11,.0f}")
    _peers(views, warm, cold)


def _again(span: Span) -> Span:
    """The span as it comes: nothing of it decoded."""
    return Span(span.raw, span.scope)


def _peers(views: Sequence[Interaction], warm: float, cold: float) -> None:
    """What peers take, and how many times that is of ours without and with reading the span."""
    try:
        from bench.scorer_peers import PEERS, Given
    except ImportError as error:
        print(f"  no peers: {error} (pip install --group bench)")
        return
    given = [
        Given(view.require("input"), view.require("output"), 1.2, view.require("usage.total_tokens")) for view in views
    ]
    for name, prepare in PEERS.items():
        result = measure(prepare(given), len(given))
        print(f"  {name:<39}{result:9.1f}   {1e7 / result:11,.0f}{result / warm:8.1f} times{result / cold:7.1f} times")


if __name__ == "__main__":
    main()
