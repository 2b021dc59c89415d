"""Scorers of one's own hang, crash and print; telemetry goes on, and no process outlives the service."""

import os
import signal
from pathlib import Path
from typing import Any

from otelevals.api.batch import Payload
from otelevals.otlp.anyvalue import to_python
from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.processors.build import request, spans_of
from tests.processors.line import chat, span
from tests.waiting import eventually

CHECKS = """
import os, sys, time
from pathlib import Path

(Path(__file__).parent / "processes").open("a").write(f"{os.getpid()}\\n")

async def polite(output): return "please" in output
def hangs(output):
    while "hang" in output: pass
    return True
def dies(output):
    if "die" in output: os._exit(9)
    print("nothing to see here")
    return True
"""


def options(endpoint: str, timeout: str = "1s") -> dict[str, Any]:
    names = ("polite", "hangs", "dies")
    scorers = {name: {"type": "python", "path": f"checks.py:{name}", "timeout": timeout} for name in names}
    pipelines = {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}}
    return {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": {**scorers, "not_empty": None}}},
        "exporters": {"otlp_grpc": {"endpoint": endpoint, "tls": {"insecure": True}}},
        "service": service(pipelines),
    }


def processes(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "processes").read_text().split()]


def gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


def results(backend: Backend) -> dict[str, dict[str, Any]]:
    """What was written onto spans, by their names."""
    return {
        each.name: {item.key: to_python(item.value) for item in each.attributes if item.key.startswith("eval.")}
        for _, raw in backend.received()
        for each in spans_of(Payload.received(Signal.TRACES, raw))
    }


def test_one_that_hangs_or_dies_harms_no_span_and_no_other(
    tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    answers = ["yes, please", "hang, please", "die, please", "please go on"]
    spans = [chat(number, answer=text, trace=number) for number, text in enumerate(answers, 1)]
    with collector(tmp_path / "collector.yaml", options(grpc_sink.endpoint)) as running:
        clients.grpc(running.grpc, Signal.TRACES, request(*spans, span(9)).SerializeToString())
        eventually(lambda: len(grpc_sink.names) == 5)
        assert grpc_sink.names[0] == "span 9"
        running.wait_for("an evaluator process ended, another one takes its place", times=2)
        assert running.metric('otelevals_evaluator_ends_total{processor="scorer",reason="timeout"}') == 1
        assert running.metric('otelevals_evaluator_ends_total{processor="scorer",reason="died"}') == 1
    found = results(grpc_sink)
    assert all(found[f"span {number}"]["eval.polite.passed"] is True for number in (1, 2, 3, 4))
    assert {name: {key: said[key] for key in said if key.endswith(".error")} for name, said in found.items()} == {
        "span 1": {},
        "span 2": {"eval.hangs.error": "it took more than 1 s, its process was ended"},
        "span 3": {"eval.dies.error": "its process died: it ended with status 9"},
        "span 4": {},
        "span 9": {},
    }
    eventually(lambda: all(map(gone, processes(tmp_path))))


def test_no_process_outlives_a_service_that_is_killed(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    with collector(tmp_path / "collector.yaml", options(grpc_sink.endpoint, "60s")) as running:
        hanging = request(chat(1, answer="hang")).SerializeToString()
        clients.grpc(running.grpc, Signal.TRACES, hanging)
        eventually(lambda: len(set(processes(tmp_path))) == 2)  # the service imports it, too
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
        eventually(lambda: all(map(gone, processes(tmp_path))))


def test_a_reload_starts_processes_with_the_new_code(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    with collector(tmp_path / "collector.yaml", options(grpc_sink.endpoint)) as running:
        clients.grpc(running.grpc, Signal.TRACES, request(chat(1, answer="yes")).SerializeToString())
        eventually(lambda: len(grpc_sink.names) == 1)
        (tmp_path / "checks.py").write_text(CHECKS.replace('"please" in output', "True"))
        running.process.send_signal(signal.SIGHUP)
        running.wait_for("configuration reloaded")
        clients.grpc(running.grpc, Signal.TRACES, request(chat(2, answer="yes", trace=2)).SerializeToString())
        eventually(lambda: len(grpc_sink.names) == 2)
    found = results(grpc_sink)
    assert [found[f"span {number}"]["eval.polite.passed"] for number in (1, 2)] == [False, True]
    eventually(lambda: all(map(gone, processes(tmp_path))))


def test_code_that_ends_its_process_at_once_is_not_taken_up(
    tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    with collector(tmp_path / "collector.yaml", options(grpc_sink.endpoint)) as running:
        (tmp_path / "checks.py").write_text("import os\nos._exit(7)\n")
        running.process.send_signal(signal.SIGHUP)
        refused = running.wait_for("configuration not reloaded, the old one stays")
        assert refused["error"] == "what it imports ended the process that tried it, with 7"
        clients.grpc(running.grpc, Signal.TRACES, request(span(1)).SerializeToString())
        eventually(lambda: len(grpc_sink.names) == 1)
