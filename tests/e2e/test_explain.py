"""Why scorers did not run can be asked while a collector runs, after it stopped, and after it was killed."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from otelevals.otlp.signals import Signal
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.processors.build import request
from tests.processors.line import chat, retrieval
from tests.waiting import eventually

TRACE = f"{7:032x}"
OFF = "needs output: the span carries no content: capture is off where it was made"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Collector]:
    options: dict[str, Any] = {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": {"not_empty": None, "tools": "tool_error"}}},
        "exporters": {"file": {"path": f"{tmp_path}/spans.json"}, "ledger": {"timeout": "100ms"}},
        "service": service(
            {
                "traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["file"]},
                "evals": {"exporters": ["ledger"]},
            }
        ),
    }
    with collector(tmp_path / "collector.yaml", options) as started:
        yield started


def explain(running: Collector, *arguments: str) -> list[dict[str, Any]]:
    """What a process of its own says; nothing of what is not known."""
    store = f"sqlite:///{running.path.parent}/otelevals.db"
    command = [sys.executable, "-m", "otelevals", "explain", "--store", store, *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or done.stderr.startswith("nothing is known of"), done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return rows


def decided(running: Collector, target: str = TRACE) -> list[tuple[str, str, str]]:
    return [(row["scorer"], row["decision"], row["reason"]) for row in explain(running, target)]


def counted(running: Collector) -> dict[tuple[str, str], int]:
    return {(row["scorer"], row["decision"]): row["n"] for row in explain(running, "--summary", "--last", "1h")}


def send(running: Collector, clients: Clients, *spans: Any) -> None:
    clients.grpc(running.grpc, Signal.TRACES, request(*spans).SerializeToString())


def test_a_trace_is_explained_while_others_are_scored(running: Collector, clients: Clients) -> None:
    send(running, clients, chat(1, answer="Sit down.", trace=7), chat(2, trace=7), retrieval(3, 0, "Sit", trace=7))
    eventually(lambda: len(explain(running, TRACE)) == 6)
    kind = "the scorer is for {}; this span is of kind {}"
    assert decided(running) == [
        ("not_empty", "scored", ""),
        ("tools", "wrong_kind", kind.format("tool", "chat")),
        ("not_empty", "content_off", OFF),
        ("tools", "wrong_kind", kind.format("tool", "chat")),
        ("not_empty", "wrong_kind", kind.format("llm", "retrieval")),
        ("tools", "wrong_kind", kind.format("tool", "retrieval")),
    ]
    assert decided(running, f"{TRACE}/{2:016x}")[0] == ("not_empty", "content_off", OFF)
    eventually(lambda: explain(running, TRACE)[0]["evaluations"])
    assert explain(running, TRACE)[0]["evaluations"][0]["passed"] is True
    assert decided(running, f"{8:032x}") == []


def test_nothing_is_lost_at_a_stop(running: Collector, clients: Clients) -> None:
    for trace in range(1, 301):
        send(running, clients, chat(1, trace=trace))
    assert running.terminate() == 0
    assert counted(running) == {("not_empty", "content_off"): 300, ("tools", "wrong_kind"): 300}
    assert {decided(running, f"{trace:032x}")[0] for trace in (1, 300)} == {("not_empty", "content_off", OFF)}


def test_what_was_written_survives_a_kill(running: Collector, clients: Clients) -> None:
    send(running, clients, chat(1, trace=7))
    eventually(lambda: decided(running))
    send(running, clients, *[chat(number, trace=9) for number in range(2, 50)])
    running.process.kill()
    running.process.wait()
    assert decided(running)[0] == ("not_empty", "content_off", OFF)
    assert counted(running)["not_empty", "content_off"] in (1, 49)
    options = ["--config", str(running.path)]
    summary = subprocess.run(
        [sys.executable, "-m", "otelevals", "explain", "--summary", *options],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "tools" in summary.stdout


def test_a_store_that_another_holds_harms_no_telemetry(running: Collector, clients: Clients, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "otelevals.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    send(running, clients, chat(1, trace=7))
    eventually(lambda: (tmp_path / "spans.json").exists() and (tmp_path / "spans.json").read_text())
    running.wait_for("decisions of scorers cannot be written, they wait")
    other.execute("ROLLBACK")
    other.close()
    running.wait_for("decisions of scorers are written again")
    assert counted(running) == {("not_empty", "content_off"): 1, ("tools", "wrong_kind"): 1}
