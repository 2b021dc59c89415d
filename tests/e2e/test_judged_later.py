"""What a judge could not say when a span passed it says later, in the place of the error in the ledger."""

import json
from pathlib import Path
from typing import Any

import pytest

from otelevals.cli import main
from otelevals.cli.exit_codes import OK
from otelevals.otlp.signals import Signal
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import collector
from tests.e2e.test_evaluators import results
from tests.e2e.test_judges import options
from tests.offline.commands import ledger
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually

SCORER = {"rescore": "later", "max_attempts": 1, "dimensions": ["tenant"]}


def pending(running: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["eval", "--pending", "--config", str(running)]) == OK
    return capsys.readouterr().out


def test_what_failed_is_judged_when_the_judge_is_back(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, capsys: pytest.CaptureFixture[str]
) -> None:
    said: dict[str, Any] = {"gen_ai.conversation.id": "s-1", "tenant": "acme", "answer": "Because."}
    with FakeJudge() as judge:
        judge.does(error(500))
        with collector(tmp_path / "c.yaml", options(grpc_sink.endpoint, judge, SCORER)) as running:
            clients.grpc(running.grpc, Signal.TRACES, request(chat(1, **said)).SerializeToString())
            eventually(lambda: len(grpc_sink.names) == 1)
            assert "500" in results(grpc_sink)["span 1"]["eval.helpful.error"]
            eventually(lambda: ledger(tmp_path / "otelevals.db"))
            (failed,) = ledger(tmp_path / "otelevals.db")
            judge.answers({"explanation": "It says why.", "verdict": "helpful"})
            assert pending(running.path, capsys) == "judged: 1\n"
            assert pending(running.path, capsys) == "nothing is pending\n"
            assert running.terminate() == OK
        assert len(judge.requests) == 2
    assert (failed["score"], failed["error"]) == (None, "server_error")
    (judged,) = ledger(tmp_path / "otelevals.db")
    assert (judged["score"], judged["label"], judged["passed"], judged["error"]) == (1.0, "helpful", 1, "")
    assert (judged["session"], judged["explanation"]) == ("s-1", "It says why.")
    assert json.loads(judged["dimensions"]) == {"judge_model": "gpt-5-mini", "tenant": "acme"}
    same = ("trace_id", "span_id", "scorer", "name", "version", "kind", "revision", "probability", "requested_model")
    assert {name: judged[name] for name in same} == {name: failed[name] for name in same}
    assert main(["report", "--config", str(tmp_path / "c.yaml"), "--json"]) == OK
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["n"], row["pass_rate"], row["coverage"]) == (1, 1.0, 1.0)


def test_what_a_service_cannot_wait_for_when_it_ends_is_judged_later(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, capsys: pytest.CaptureFixture[str]
) -> None:
    said: dict[str, Any] = {"gen_ai.conversation.id": "s-1", "answer": "Because."}
    with FakeJudge() as judge:
        chosen = options(grpc_sink.endpoint, judge, {**SCORER, "sampling": {"rate": "99.99%"}})
        chosen["service"]["drain_timeout"] = "1s"
        with collector(tmp_path / "c.yaml", chosen) as running, judge.holding():
            clients.grpc(running.grpc, Signal.TRACES, request(chat(1, **said)).SerializeToString())
            judge.wait_for(1)
            assert running.terminate() == OK
        assert grpc_sink.names == ["span 1"]
        (shed,) = ledger(tmp_path / "otelevals.db")
        assert pending(running.path, capsys) == "judged: 1\n"
    (judged,) = ledger(tmp_path / "otelevals.db")
    assert (shed["error"], judged["error"]) == ("shed", "")
    assert (judged["score"], judged["session"]) == (1.0, "s-1")
    assert judged["probability"] == shed["probability"] < 1
