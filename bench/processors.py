"""Microseconds a span that processors take, up to the bytes for an exporter: `python -m bench.processors`."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.corpus import SPANS, genai, plain
from otelevals.api.batch import Batch, Payload
from otelevals.otlp.signals import Signal
from otelevals.processors.attributes import AttributesProcessor
from otelevals.processors.batch import BatchProcessor
from otelevals.processors.filter import FilterProcessor
from otelevals.processors.probabilistic_sampler import ProbabilisticSamplerProcessor
from otelevals.processors.redaction import RedactionProcessor
from otelevals.testing import context

ROUNDS, SECONDS = 7, 0.2
CORPORA = {"plain": plain(), "genai": genai()}
Case = tuple[str, Any, dict[str, Any]]
SAMPLE: dict[str, Any] = {"sampling_percentage": 50}
ALLOW: dict[str, Any] = {"allow_all_keys": True}
INSERT = {"key": "deployment.environment.name", "value": "production", "action": "insert"}
CASES: list[Case] = [
    ("filter, the gate says no", FilterProcessor, {"trace_conditions": ['span.attributes["app.internal"] == true']}),
    (
        "filter, decoded, no match",
        FilterProcessor,
        {
            "trace_conditions": [
                'span.attributes["http.response.status_code"] >= 500',
                'span.attributes["gen_ai.usage.output_tokens"] >= 100000',
            ]
        },
    ),
    (
        "filter, drops a tenth / half",
        FilterProcessor,
        {
            "trace_conditions": [
                'span.attributes["http.route"] == "/health"',
                'span.attributes["gen_ai.usage.output_tokens"] >= 250',
            ]
        },
    ),
    ("sampler 50%, hash_seed", ProbabilisticSamplerProcessor, SAMPLE),
    ("sampler 50%, proportional", ProbabilisticSamplerProcessor, {**SAMPLE, "mode": "proportional"}),
    ("attributes, insert", AttributesProcessor, {"actions": [INSERT]}),
    (
        "attributes, upsert what is there",
        AttributesProcessor,
        {"actions": [{"key": key, "value": "x", "action": "update"} for key in ("url.scheme", "gen_ai.provider.name")]},
    ),
    (
        "attributes, delete what is not there",
        AttributesProcessor,
        {"actions": [{"key": "password", "action": "delete"}]},
    ),
    ("redaction, one pattern", RedactionProcessor, {**ALLOW, "blocked_values": ["4[0-9]{12}(?:[0-9]{3})?"]}),
    ("redaction, e-mail addresses", RedactionProcessor, {**ALLOW, "kinds": ["email"]}),
    ("redaction, all kinds", RedactionProcessor, {**ALLOW, "kinds": "all"}),
]


def main() -> None:
    print(f"{'microseconds a span':40}" + "".join(f"{name:>10}" for name in CORPORA))
    for title, kind, options in CASES:
        processor = kind(kind.Config.model_validate(options), context(title))
        show(title, [measure(_once(processor.process, raw)) / SPANS[name] for name, raw in CORPORA.items()])
    batching = BatchProcessor(BatchProcessor.Config(), context("batch"))
    show("batch", [measure(_once(lambda batch: _last(batching, batch), raw)) / SPANS[n] for n, raw in CORPORA.items()])


def show(title: str, figures: list[float]) -> None:
    print(f"{title:40}" + "".join(f"{figure:10.2f}" for figure in figures))


def _once(process: Callable[[Batch], Batch | None], raw: bytes) -> Callable[[], None]:
    items = Payload(Signal.TRACES, raw).items

    def run() -> None:
        result = process(Batch(Signal.TRACES, (Payload(Signal.TRACES, raw, items=items),)))
        if result is not None:
            result.body()

    return run


def _last(processor: BatchProcessor, batch: Batch) -> Batch | None:
    sent = processor.take(batch, 0.0)
    return sent[-1] if sent else None


def measure(run: Callable[[], None]) -> float:
    """Microseconds of processor time, the median of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        count, start = 0, time.process_time()
        while (elapsed := time.process_time() - start) < SECONDS:
            run()
            count += 1
        rounds.append(elapsed / count * 1e6)
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
