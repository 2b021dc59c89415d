"""Judges score spans of real traffic: verdicts on the spans, budgets in the store, and nothing lost when they fail."""

from pathlib import Path
from typing import Any

from otelevals.otlp.signals import Signal
from otelevals.testing import FakeJudge
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.e2e.test_evaluators import results
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually


def options(endpoint: str, judge: FakeJudge, scorer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "receivers": {"otlp": OTLP},
        "judges": {"default": {"model": "openai:gpt-5-mini", "base_url": judge.url, "api_key": "sk-secret", **more}},
        "processors": {"scorer": {"scorers": {"helpful": {"type": "judge", "rubric": "helpfulness", **scorer}}}},
        "exporters": {"otlp_grpc": {"endpoint": endpoint, "tls": {"insecure": True}}},
        "service": service({"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}}),
    }


def test_the_verdict_is_on_the_span(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with FakeJudge() as judge, collector(tmp_path / "c.yaml", options(grpc_sink.endpoint, judge, {})) as running:
        clients.grpc(running.grpc, Signal.TRACES, request(chat(1, answer="Because.")).SerializeToString())
        eventually(lambda: len(grpc_sink.names) == 1)
        found = results(grpc_sink)["span 1"]
    assert found.pop("eval.helpful.version").startswith("helpfulness-1+")
    assert found == {
        "eval.helpful.score": 1.0,
        "eval.helpful.label": "helpful",
        "eval.helpful.passed": True,
        "eval.helpful.explanation": "Because it is so.",
    }
    assert [asked.headers["authorization"] for asked in judge.requests] == ["Bearer sk-secret"]
