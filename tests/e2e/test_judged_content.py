"""What judges are shown is what redaction left, and neither it nor the key is anywhere else than it is to be."""

from pathlib import Path

from otelevals.otlp.signals import Signal
from otelevals.testing import FakeJudge
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector
from tests.e2e.test_judges import options
from tests.e2e.test_redaction import PLANTED, SAID
from tests.processors.build import request
from tests.processors.line import chat
from tests.redact.surviving import survivors
from tests.waiting import eventually

SHOWN = {kind: value for kind, value in PLANTED.items() if value in SAID}


def test_a_judge_sees_what_redaction_left(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with FakeJudge() as judge:
        judge.answers(lambda asked: {"explanation": f"It says {asked.text}", "verdict": "helpful"})
        chosen = options(grpc_sink.endpoint, judge, {"judge_log": "all"})
        chosen["receivers"]["otlp"] = {
            **OTLP,
            "journal": {"directory": "journal"},
            "redact_before_journal": "redaction",
        }
        chosen["processors"]["redaction"] = {
            "allow_all_keys": True,
            "kinds": "all",
            "blocked_values": ["ACME-[0-9]{6}"],
        }
        said = chat(1, question=f"Write to {SAID}!", answer=f"I wrote to {SAID}.")
        with collector(tmp_path / "collector.yaml", chosen) as running:
            clients.grpc(running.grpc, Signal.TRACES, request(said).SerializeToString())
            eventually(lambda: len(grpc_sink.names) == 1)
            assert running.terminate() == 0
        (asked,) = judge.requests
    assert "I wrote to" in asked.text
    written = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert survivors({"the question": asked.text.encode(), **written}, SHOWN) == []
    assert [name for name, data in written.items() if b"sk-secret" in data] == ["collector.yaml"]
