"""The page of metrics lists every metric of every component with its type and labels, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.component import HoldingProcessor
from otelevals.api.errors import Retryable
from otelevals.api.registry import KINDS, Registry
from otelevals.api.telemetry import Telemetry
from otelevals.pipeline.service import Service
from otelevals.processors.memory_limiter import MemoryLimiterProcessor
from otelevals.scoring.processes.engine import Setting
from otelevals.scoring.processes.pool import Pool
from otelevals.telemetry.metrics import ProcessFigures
from otelevals.testing import trace_batch, trace_payload
from tests.examples import ROOT, examples_of, load_here

ROW = re.compile(r"^\| `(otel\w+)` \| (\w+) \|(.*?)\| \S.*\|$", re.M)


def on_the_page() -> dict[str, tuple[str, frozenset[str]]]:
    rows = ROW.findall((ROOT / "docs/metrics.md").read_text())
    assert len(rows) == len({name for name, _, _ in rows})
    return {name: (kind, frozenset(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def of_the_process() -> Iterator[tuple[str, str, frozenset[str]]]:
    for family in ProcessFigures().collect():
        (sample,) = family.samples
        yield sample.name, family.type, frozenset(sample.labels)


def of_components(folder: Path) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The metrics that the examples of all components have, once a span has passed."""
    for kind in KINDS:
        for cls in Registry().classes(kind):
            for text in examples_of(kind, cls.type):
                yield from of_service(Service(load_here(text, folder)))


def of_evaluator_processes() -> Iterator[tuple[str, str, frozenset[str]]]:
    telemetry = Telemetry()
    Pool([], 1, 0, telemetry, "scorer", Setting("", Path()))
    yield from named(telemetry)


def of_service(service: Service) -> Iterator[tuple[str, str, frozenset[str]]]:
    for processor in service.graph.processors:
        use(processor)
    for ledger in service.graph.ledgers:
        ledger.open()
        ledger.close()
    yield from named(service.telemetry)


def named(telemetry: Telemetry) -> Iterator[tuple[str, str, frozenset[str]]]:
    metrics: dict[str, Any] = telemetry._metrics
    for name, metric in metrics.items():
        suffix = "_total" if metric._type == "counter" else ""
        yield f"{name}{suffix}", metric._type, frozenset(metric._labelnames)
    families: list[Any] = [family for each in telemetry._collectors.values() for family in each.collect()]
    for family in families:
        suffix = "_total" if family.type == "counter" else ""
        yield f"{family.name}{suffix}", family.type, frozenset(family._labelnames)


def use(processor: Any) -> None:
    if not isinstance(processor, HoldingProcessor):
        processor.process(trace_batch(1))
    if isinstance(processor, MemoryLimiterProcessor):
        processor.limiter.refusing = True
        with pytest.raises(Retryable):
            processor.guard(trace_payload(1))


def test_the_page_lists_every_metric(tmp_path: Path) -> None:
    every = [*of_components(tmp_path), *of_evaluator_processes(), *of_the_process()]
    found = {name: (kind, labels) for name, kind, labels in every if "_log_records" not in name}  # as those of spans
    assert on_the_page() == found
