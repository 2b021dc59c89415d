"""The same interactions have the same evaluations live, offline from what was recorded, and from a dataset of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.signals import Signal
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.offline.commands import evaluate, ledger, write_rows
from tests.processors.build import request
from tests.processors.line import chat, retrieval, span
from tests.waiting import eventually

CHECKS = """
from otelevals import Score

def seen(output, context=(), session=None):
    return Score(len(output) / 10, explanation=" | ".join([output, *context, f"session {session}"]))

async def polite(output):
    return "please" in output

def sections(output):
    return {"length": len(output) < 20, "words": len(output.split())}

def unseen(evaluations=()):
    return not evaluations

def broken(output):
    if "boom" in output:
        raise ValueError("it fell over")
    return True
"""
SCORERS = {
    "not_empty": None,
    "seen": {"type": "python", "path": "checks.py:seen", "isolation": "inline", "threshold": 2},
    "polite": {"type": "python", "path": "checks.py:polite"},
    "sections": {"type": "python", "path": "checks.py:sections"},
    "unseen": {"type": "python", "path": "checks.py:unseen", "isolation": "inline"},
    "broken": {"type": "python", "path": "checks.py:broken"},
    "latency": {"type": "latency", "max": "1200ms"},
    "tokens": None,
    "overlap": {"type": "context_overlap"},
    "urgent": {"type": "length", "max": 12, "when": 'span.attributes["intent"] == "refund"'},
    "both": {"type": "composite", "of": ["not_empty", "polite"]},
    "exact_match": None,
}
SECOND = 1_000_000_000
ANSWERS = {1: "Sit down, please.", 2: "It rains in Spain, mostly in the plain.", 3: "boom", 4: ""}
"""By the number of their trace."""


def trace(number: int) -> list[Span]:
    said: dict[str, Any] = {
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": 10 * number,
        "gen_ai.usage.output_tokens": number,
        "intent": "refund" if number % 2 else "other",
        "tenant.id": f"t{number}",
    }
    root: dict[str, Any] = {"session.id": f"s{number}"}
    return [
        retrieval(number * 10 + 2, number * 10 + 1, "In Spain the rain stays in the plain.", trace=number),
        chat(number * 10 + 3, number * 10 + 1, answer=ANSWERS[number], at=2, seconds=number, trace=number, **said),
        span(number * 10 + 1, seconds=9, trace=number, **root),
    ]


def row(number: int) -> dict[str, Any]:
    return {
        "id": f"case {number}",
        "trace_id": number.to_bytes(16, "big").hex(),
        "span_id": (number * 10 + 3).to_bytes(8, "big").hex(),
        "input": "why?",
        "output": ANSWERS[number],
        "context": ["In Spain the rain stays in the plain."],
        "model": "gpt-4o",
        "usage": {"input_tokens": 10 * number, "output_tokens": number},
        "latency": number,
        "session": f"s{number}",
        "metadata": {"intent": "refund" if number % 2 else "other", "tenant.id": f"t{number}"},
    }


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Collector]:
    (tmp_path / "checks.py").write_text(CHECKS)
    options: dict[str, Any] = {
        "receivers": {"otlp": OTLP},
        "processors": {
            "group_by_trace": {"root_ended": "50ms"},
            "scorer": {
                "scorers": SCORERS,
                "dimensions": {"model": "model", "intent": "intent", "tenant": "tenant"},
                "span_event": True,
            },
        },
        "exporters": {"file": {"path": "recorded.jsonl", "flush_interval": "50ms"}, "ledger": {"keep": "all"}},
        "service": service(
            {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["group_by_trace", "scorer"],
                    "exporters": ["file"],
                },
                "evals": {"exporters": ["ledger"]},
            }
        ),
    }
    with collector(tmp_path / "collector.yaml", options) as started:
        yield started


@pytest.fixture
def live(running: Collector, clients: Clients) -> list[dict[str, Any]]:
    """The evaluations of live traffic; the spans are recorded, too, with what was written onto them."""
    folder = running.path.parent
    for number in ANSWERS:
        clients.grpc(running.grpc, Signal.TRACES, request(*trace(number)).SerializeToString())
    eventually(lambda: (folder / "recorded.jsonl").exists())
    eventually(lambda: (folder / "recorded.jsonl").read_text().count('"intent"') == len(ANSWERS))
    assert running.terminate() == 0
    assert "eval.polite.passed" in (folder / "recorded.jsonl").read_text()
    return ledger(folder / "otelevals.db")


def test_live_recorded_and_from_a_dataset(live: list[dict[str, Any]], tmp_path: Path) -> None:
    assert {each["name"] for each in live} == {*SCORERS, "sections.length", "sections.words"} - {
        "sections",
        "exact_match",  # nothing is expected
    }
    assert len({each["span_id"] for each in live}) == len(ANSWERS)
    assert [each["error"] for each in live if each["error"]] == ["ValueError"]
    write_rows(tmp_path / "rows.jsonl", map(row, ANSWERS))
    for run, file in (("recorded", "recorded.jsonl"), ("dataset", "rows.jsonl")):
        done = evaluate(tmp_path, file, "--run", run, "--max-errors", "1")
        assert (done.returncode, done.stderr) == (0, "")
        assert ledger(tmp_path / "otelevals.db", run) == live


def test_a_sample_of_live_traffic_is_all_of_a_dataset(tmp_path: Path, running: Collector) -> None:
    options = yaml.safe_load(running.path.read_text())
    for scorer in ("not_empty", "tokens"):
        options["processors"]["scorer"]["scorers"][scorer] = {"sampling": {"rate": "1%"}}
    (tmp_path / "sampled.yaml").write_text(yaml.safe_dump(options))
    write_rows(tmp_path / "rows.jsonl", map(row, ANSWERS))
    done = evaluate(tmp_path, "rows.jsonl", "--config", "sampled.yaml", "--run", "all", "--max-errors", "1")
    assert done.returncode == 0, done.stderr
    found = [each for each in ledger(tmp_path / "otelevals.db", "all") if each["name"] in ("not_empty", "tokens")]
    assert len(found) == 2 * len(ANSWERS)
    assert {each["probability"] for each in found} == {1.0}
