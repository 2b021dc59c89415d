"""A small model on this machine judges: requests, answers, tokens and probabilities are as they are taken to be. How it
judges says nothing: it is far too small. Not a part of the other tests: `make test-llm`."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from otelevals.judges.endpoints import EndpointSettings
from otelevals.judges.openai_errors import explain, refused_feature
from otelevals.judges.openai_reply import parse_reply
from otelevals.judges.openai_request import build_body
from otelevals.judges.prompt import build
from otelevals.judges.rubric import find_rubric
from otelevals.judges.verdict import read_verdict
from otelevals.judges.ways import Manner, Way
from otelevals.otlp.signals import Signal
from otelevals.scoring.score import Score
from tests.e2e.backends import grpc_backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.e2e.test_evaluators import results
from tests.judges.asking import ask
from tests.processors.build import request
from tests.processors.line import chat
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
MODEL_FILE = Path.home() / ".cache" / "otelevals" / "gemma-3-270m-q4_k_m.gguf"
PATIENCE = 600.0
TEXT = "Is {{output}} a true answer to {{input}}?"
EXAMPLES = (
    {"input": "What is 1 + 1?", "output": "2", "explanation": "It is true.", "verdict": "pass"},
    {"input": "Is snow black?", "output": "Yes.", "explanation": "It is not true.", "verdict": "fail"},
    {"input": "Is the sun hot?", "output": "Yes.", "explanation": "It is true.", "verdict": "pass"},
)
RUBRIC = find_rubric(TEXT, ROOT).adapted(None, None, EXAMPLES)
PROMPT = build(
    RUBRIC, {"input": "What is the capital of France?", "output": "Paris"}, max_output_tokens=100, logprobs=True
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    MODEL_FILE.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.llm.server", str(MODEL_FILE)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdin is not None
        yield running.stdout.readline().strip()
        running.stdin.close()


def post(url: str, body: Mapping[str, Any]) -> httpx2.Response:
    with httpx2.Client(trust_env=False, timeout=PATIENCE) as client:
        return client.post(f"{url}/chat/completions", json=body)


@pytest.mark.parametrize("way", Way)
def test_each_way_is_answered_or_refused_so_that_another_is_tried(url: str, way: Way) -> None:
    manner = Manner("max_tokens", way=way)
    body = build_body("local", PROMPT._replace(max_output_tokens=40), manner)
    answer = post(url, body)
    if answer.status_code == 200:
        assert parse_reply(answer.content).completion_tokens
    else:
        assert refused_feature(answer.status_code, explain(answer.content), manner, body) == "way"


def test_an_answer_has_a_verdict_a_graded_score_and_tokens(url: str) -> None:
    reply = ask(EndpointSettings("local", url), PROMPT, PATIENCE)
    assert reply.counted
    assert reply.prompt_tokens > reply.completion_tokens > 5
    assert reply.served_model
    assert "".join(token.text for token in reply.tokens).startswith(reply.text)
    verdict = read_verdict(reply, RUBRIC)
    assert isinstance(verdict, Score)
    assert verdict.score is not None
    assert 0 < verdict.score < 1
    assert verdict.passed is (verdict.label == "pass")
    assert verdict.explanation


def test_a_service_has_spans_judged(url: str, tmp_path: Path) -> None:
    judge = {"model": "local", "base_url": url, "timeout": f"{PATIENCE}s", "attempt_timeout": "300s"}
    scorer = {"type": "judge", "rubric": TEXT, "examples": [dict(each) for each in EXAMPLES]}
    pipeline = {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}
    with grpc_backend() as sink:
        options = {
            "receivers": {"otlp": OTLP},
            "judges": {"default": {**judge, "max_output_tokens": 100, "max_attempts": 2}},
            "processors": {"scorer": {"scorers": {"true": scorer}, "hold": f"{PATIENCE}s"}},
            "exporters": {"otlp_grpc": {"endpoint": sink.endpoint, "tls": {"insecure": True}}},
            "service": service({"traces": pipeline}),
        }
        with collector(tmp_path / "collector.yaml", options) as running, closing(Clients()) as clients:
            spans = [chat(number, answer=f"It is {number}.", trace=number) for number in (1, 2)]
            clients.grpc(running.grpc, Signal.TRACES, request(*spans).SerializeToString())
            eventually(lambda: len(sink.names) == 2, patience=PATIENCE)
            for type_ in ("input", "output"):
                labels = f'judge="default",model="local",processor="scorer",type="{type_}"'
                eventually(lambda: running.metric(f"otelevals_judge_tokens_total{{{labels}}}"))  # noqa: B023
        written = results(sink)
    for said in written.values():
        assert said.get("eval.true.error") or 0 <= said["eval.true.score"] <= 1
