"""An objective is known as soon as its scorer runs: what is left of its budget, by slice, while a collector writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from otelevals.cli import main
from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually


def test_budgets_of_a_collector_that_runs(
    tmp_path: Path, grpc_sink: Backend, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    pipelines = {
        "traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]},
        "evals": {"exporters": ["ledger", "alerts"]},
    }
    config: dict[str, Any] = {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": {"answered": {"type": "not_empty"}}, "dimensions": ["model"]}},
        "exporters": {
            "otlp_grpc": {"endpoint": grpc_sink.endpoint, "tls": {"insecure": True}},
            "ledger": None,
            "alerts": {"slis": {"fine": {"scorer": "answered", "target": "80%", "slices": ["model"]}}},
        },
        "service": service(pipelines),
    }

    def rows() -> list[tuple[str, int, float | None]]:
        capsys.readouterr()
        assert main(["slo", "--config", str(tmp_path / "collector.yaml"), "--json"]) == 0
        return [(row["slice"], row["n"], row["burn_5m"]) for row in json.loads(capsys.readouterr().out)]

    with collector(tmp_path / "collector.yaml", config) as running:
        eventually(lambda: rows() == [("", 0, None)])
        for number in range(4):
            said = {"gen_ai.request.model": "ab"[number // 2]}
            span = chat(3, 1, answer="" if number == 3 else "Yes.", trace=number + 1, **said)
            clients.grpc(running.grpc, Signal.TRACES, request(span).SerializeToString())
        found = [("", 4, pytest.approx(1.25)), ("model=a", 2, 0.0), ("model=b", 2, pytest.approx(2.5))]
        eventually(lambda: rows() == found)
