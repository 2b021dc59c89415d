"""What is scored can be reported at once, from a collector that runs, was killed, or keeps its ledger elsewhere now."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.cli import main
from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually

CHECKS = "def polite(output): return 'please' in output"


@pytest.fixture
def running(tmp_path: Path, grpc_sink: Backend) -> Iterator[Collector]:
    (tmp_path / "checks.py").write_text(CHECKS)
    scorers = {"polite": {"type": "python", "path": "checks.py:polite"}}
    options: dict[str, Any] = {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": scorers}},
        "exporters": {
            "otlp_grpc": {"endpoint": grpc_sink.endpoint, "tls": {"insecure": True}},
            "ledger": {"keep": "failures"},
        },
        "service": service(
            {
                "traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]},
                "evals": {"exporters": ["ledger"]},
            }
        ),
    }
    with collector(tmp_path / "collector.yaml", options) as started:
        yield started


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, int, float]]:
    capsys.readouterr()
    assert main(["report", *arguments, "--json"]) == 0
    return [(row["scorer"], row["n"], row["pass_rate"]) for row in json.loads(capsys.readouterr().out)]


def test_a_ledger_is_read_while_it_is_written_and_after_a_kill(
    running: Collector, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    def reported() -> list[tuple[str, int, float]]:
        return report(capsys, "--config", str(running.path))

    clients.grpc(running.grpc, Signal.TRACES, request(chat(3, 1, answer="Sit down, please.")).SerializeToString())
    eventually(lambda: reported() == [("polite", 1, 1.0)])
    clients.grpc(running.grpc, Signal.TRACES, request(chat(4, 1, answer="Sit down!")).SerializeToString())
    eventually(lambda: reported() == [("polite", 2, 0.5)])
    running.process.kill()
    running.process.wait()
    assert reported() == [("polite", 2, 0.5)]


def test_another_store_takes_over_at_a_reload(
    running: Collector, clients: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (f"sqlite:///{tmp_path}/{name}.db" for name in ("otelevals", "new"))
    clients.grpc(running.grpc, Signal.TRACES, request(chat(3, 1, answer="please")).SerializeToString())
    eventually(lambda: report(capsys, "--store", old) == [("polite", 1, 1.0)])
    options = yaml.safe_load(running.path.read_text())
    options["service"]["store"] = {"url": new}
    running.write(options)
    running.wait_for("configuration reloaded")
    clients.grpc(running.grpc, Signal.TRACES, request(chat(4, 1, answer="now!")).SerializeToString())
    eventually(lambda: report(capsys, "--store", new) == [("polite", 1, 0.0)])
    assert running.terminate() == 0
    assert report(capsys, "--store", old) == [("polite", 1, 1.0)]
