"""Judges score spans of real traffic: verdicts on the spans, budgets in the store, and nothing lost when they fail."""

from contextlib import closing
from pathlib import Path
from typing import Any

from otelevals.otlp.signals import Signal
from otelevals.store.store import Store
from otelevals.store.totals import LAST_MINUTE
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import error
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


def test_a_span_does_not_wait_longer_than_it_may_and_the_verdict_follows(
    tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    with FakeJudge() as judge:
        chosen = options(grpc_sink.endpoint, judge, {})
        chosen["processors"]["scorer"]["hold"] = "200ms"
        with collector(tmp_path / "c.yaml", chosen) as running:
            with judge.holding():
                clients.grpc(running.grpc, Signal.TRACES, request(chat(1, answer="Because.")).SerializeToString())
                eventually(lambda: len(grpc_sink.names) == 1)
                judge.wait_for(1)
            eventually(lambda: kept(tmp_path))
    assert results(grpc_sink)["span 1"] == {}
    assert kept(tmp_path) == [(1, 1.0, {"judge_model": "gpt-5-mini"})]


def test_other_spans_pass_while_a_judge_thinks(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with FakeJudge() as judge:
        scorer = {"when": 'genai.output == "Because."'}
        with collector(tmp_path / "c.yaml", options(grpc_sink.endpoint, judge, scorer)) as running:
            with judge.holding():
                spans = [chat(1, answer="Because."), chat(2, answer="No.")]
                clients.grpc(running.grpc, Signal.TRACES, request(*spans).SerializeToString())
                eventually(lambda: grpc_sink.names == ["span 2"])
                judge.wait_for(1)
            eventually(lambda: sorted(grpc_sink.names) == ["span 1", "span 2"])
    found = results(grpc_sink)
    assert (found["span 1"]["eval.helpful.passed"], found["span 2"]) == (True, {})


def test_no_more_is_asked_than_the_budget_affords(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with FakeJudge() as judge:
        chosen = options(grpc_sink.endpoint, judge, {"cache": False}, budget={"calls_per_day": 1})
        with collector(tmp_path / "c.yaml", chosen) as running:
            spans = [chat(number, answer=f"Because {number}.", trace=number) for number in range(1, 6)]
            clients.grpc(running.grpc, Signal.TRACES, request(*spans).SerializeToString())
            eventually(lambda: len(grpc_sink.names) == 5)
            eventually(lambda: decided(tmp_path) == {"scored": 1, "over_budget": 4})
    assert len(judge.requests) == 1
    assert sum("eval.helpful.score" in each for each in results(grpc_sink).values()) == 1


def test_a_judge_that_is_down_costs_verdicts_and_no_span(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with FakeJudge() as judge:
        judge.does(error(500))
        chosen = options(grpc_sink.endpoint, judge, {}, max_attempts=1)
        with collector(tmp_path / "c.yaml", chosen) as running:
            spans = [chat(number, answer=f"Because {number}.", trace=number) for number in range(1, 4)]
            clients.grpc(running.grpc, Signal.TRACES, request(*spans).SerializeToString())
            eventually(lambda: len(grpc_sink.names) == 3)
    found = results(grpc_sink)
    assert all(set(each) == {"eval.helpful.error"} for each in found.values())


def kept(folder: Path) -> list[tuple[int, float, dict[str, str]]]:
    """What the ledger has: how many, the sum of their scores, and what tells them apart."""
    with closing(Store(folder / "otelevals.db")) as store:
        return [(each.n, each.wx, each.dimensions) for each in store.totals(0, LAST_MINUTE).sums]


def decided(folder: Path) -> dict[str, int]:
    with closing(Store(folder / "otelevals.db")) as store:
        return {decision: n for (_, decision, _), n in store.decisions(0, LAST_MINUTE).decisions.items()}
