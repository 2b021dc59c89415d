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
def implied(tmp_path: Path, grpc_sink: Backend) -> dict[str, Any]:
    """A configuration that says nothing of evaluations."""
    (tmp_path / "checks.py").write_text(CHECKS)
    scorers = {"polite": {"type": "python", "path": "checks.py:polite"}}
    return {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": scorers, "dimensions": ["model"]}},
        "exporters": {"otlp_grpc": {"endpoint": grpc_sink.endpoint, "tls": {"insecure": True}}},
        "service": service({"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}}),
    }


@pytest.fixture
def written(implied: dict[str, Any]) -> dict[str, Any]:
    implied["exporters"]["ledger"] = {"keep": "failures"}
    implied["service"]["pipelines"]["evals"] = {"exporters": ["ledger"]}
    return implied


@pytest.fixture
def running(tmp_path: Path, written: dict[str, Any]) -> Iterator[Collector]:
    with collector(tmp_path / "collector.yaml", written) as started:
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


def test_turns_of_a_session_are_not_taken_for_independent(
    running: Collector, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    polite, rude = "Sit down, please.", "Sit down!"
    for number in range(24):
        many = number < 12  # sessions, and all of them polite
        said = {"gen_ai.conversation.id": f"{number if many else 100}", "gen_ai.request.model": "a" if many else "b"}
        turn = chat(3, 1, answer=polite if many or number % 2 else rude, trace=number + 1, **said)
        clients.grpc(running.grpc, Signal.TRACES, request(turn).SerializeToString())
    path = str(running.path)
    eventually(lambda: report(capsys, "--config", path) == [("polite", 24, 0.75)])
    capsys.readouterr()
    assert main(["report", "--config", path, "--by", "model", "--json"]) == 0
    whole, first, second = json.loads(capsys.readouterr().out)
    assert whole["pass_low"] < 0.75 < whole["pass_high"]
    assert (first["slice"], first["n"], first["pass_high"]) == ("model=a", 12, 1.0)
    assert 0.5 < first["pass_low"] < 1.0
    assert (second["slice"], second["n"], second["pass_rate"], second["pass_low"]) == ("model=b", 12, 0.5, None)


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


def test_without_a_word_on_evaluations_they_are_kept_beside_the_configuration(
    implied: dict[str, Any], clients: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with collector(tmp_path / "collector.yaml", implied) as running:
        clients.grpc(running.grpc, Signal.TRACES, request(chat(3, 1, answer="Sit down!")).SerializeToString())
        eventually(lambda: report(capsys, "--config", str(running.path)) == [("polite", 1, 0.0)])
        assert running.wait_for("ready")["pipelines"] == ["traces", "evals"]
        assert running.wait_for("evaluations are kept")["store"] == str(tmp_path / "otelevals.db")
        assert running.terminate() == 0


def test_a_ledger_that_nobody_wrote_stops_no_telemetry(
    implied: dict[str, Any], clients: Clients, tmp_path: Path, grpc_sink: Backend
) -> None:
    implied["service"]["store"] = {"url": "sqlite:///missing/otelevals.db"}
    with collector(tmp_path / "collector.yaml", implied) as running:
        (warning,) = (line for line in running.log if line["level"] == "warning")
        assert warning["event"].startswith("evaluations are not kept: cannot open the store")
        clients.grpc(running.grpc, Signal.TRACES, request(chat(3, 1, answer="Sit down!")).SerializeToString())
        kept = 'otelevals_ledger_evaluations_total{exporter="ledger",result="not_kept"}'
        eventually(lambda: running.metric(kept) == 1)
        eventually(lambda: grpc_sink.names == ["span 3"])
        assert running.terminate() == 0


def test_a_ledger_that_is_written_must_have_its_store(written: dict[str, Any], tmp_path: Path) -> None:
    written["service"]["store"] = {"url": "sqlite:///missing/otelevals.db"}
    running = Collector(tmp_path / "collector.yaml", written)
    try:
        assert running.wait() == 1
        assert "cannot start: ledger: cannot open the store" in running.log[-1]["text"]
    finally:
        running.close()
