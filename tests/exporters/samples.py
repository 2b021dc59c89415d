"""Contexts and batches for exporter tests."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from google.protobuf.message import Message
from hypothesis import strategies as st

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.clock import Clock, SystemClock
from otelevals.api.component import ComponentId, Context, Exporter, Extension
from otelevals.api.telemetry import Telemetry
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.strategies import requests

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
SIGNALS = {"resourceSpans": Signal.TRACES, "resourceLogs": Signal.LOGS, "resourceMetrics": Signal.METRICS}

E = TypeVar("E", bound=Exporter)


def context(
    base_dir: Path = Path(), clock: Clock | None = None, extensions: dict[ComponentId, Extension] | None = None
) -> Context:
    return Context(
        ComponentId("sink", "test"),
        Telemetry(),
        clock=clock or SystemClock(),
        base_dir=base_dir,
        extensions=extensions or {},
    )


def make(kind: type[E], options: dict[str, Any], lent: Context | None = None) -> E:
    """An exporter configured as from YAML."""
    config: Any = kind.Config.model_validate(options)
    return kind(config, lent or context())


def batch_of(signal: Signal, *messages: Message, metadata: Metadata = ()) -> Batch:
    payloads = tuple(Payload(signal, message.SerializeToString()) for message in messages)
    return Batch(signal, payloads, metadata)


def one_span(name: str = "chat") -> Any:
    request: Any = Signal.TRACES.wire.request()
    request.resource_spans.add().scope_spans.add().spans.add(name=name, trace_id=b"t" * 16, span_id=b"s" * 8)
    return request


def sample(signal: Signal) -> Any:
    """A small request of any signal."""
    request: Any = signal.wire.request()
    match signal:
        case Signal.TRACES:
            return one_span()
        case Signal.LOGS | Signal.EVALS:
            request.resource_logs.add().scope_logs.add().log_records.add(event_name="happened")
        case Signal.METRICS:
            metric = request.resource_metrics.add().scope_metrics.add().metrics.add(name="seconds")
            metric.gauge.data_points.add(as_double=1.5)
    return request


def any_request(**options: bool) -> st.SearchStrategy[tuple[Signal, Any]]:
    """A signal, and a request of it."""
    return st.sampled_from(Signal).flatmap(lambda signal: st.tuples(st.just(signal), requests(signal, **options)))


def fixture_requests() -> list[Any]:
    """pytest parameters: the signal and the message of every recorded request."""
    found = list(_read_fixtures())
    return found or [pytest.param(None, None, marks=pytest.mark.skip(reason="the shared fixtures are not here"))]


def _read_fixtures() -> Iterator[Any]:
    for path in sorted(FIXTURES.rglob("*.json")):
        first_key = next(iter(json.loads(path.read_bytes()))) if path.name != "INDEX.json" else None
        if first_key in SIGNALS:
            signal = SIGNALS[first_key]
            message = signal.wire.request.FromString(decode_json(signal, path.read_bytes(), lenient=True))
            yield pytest.param(signal, message, id=str(path.relative_to(FIXTURES)))


def failure_of(kind: type[Exception], action: Callable[[], object]) -> Any:
    """The exception that the action raises."""
    with pytest.raises(kind) as caught:
        action()
    return caught.value
