"""Endpoints work with a server of model protocols that is not ours, and understand how it fails."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from otelevals.judges.endpoints import EndpointSettings
from tests.judges.asking import KEY, PROMPT, SCHEMA, ask, fail
from tests.waiting import eventually


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("llmock")
    command: list[str | Path] = [program, "serve", "--port", str(port), "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        eventually(lambda: _answers(port), "llmock did not start")
        yield f"http://127.0.0.1:{port}"
        running.kill()


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def openai(address: str) -> EndpointSettings:
    return EndpointSettings("openai:gpt-4o-mini", f"{address}/v1", KEY)


def anthropic(address: str) -> EndpointSettings:
    return EndpointSettings("anthropic:claude-test", f"{address}/anthropic", KEY)


BOTH = pytest.mark.parametrize("protocol", [openai, anthropic])


def plan(address: str, **behavior: Any) -> None:
    with httpx2.Client(trust_env=False) as client:
        client.post(f"{address}/_llmock/reset").raise_for_status()
        client.post(f"{address}/_llmock/scenario", json={"behaviors": [behavior]}).raise_for_status()


def requests(address: str) -> int:
    with httpx2.Client(trust_env=False) as client:
        return int(client.get(f"{address}/_llmock/requests").json()["count"])


@BOTH
def test_an_answer_fits_the_schema(address: str, protocol: Any) -> None:
    reply = ask(protocol(address))
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(json.loads(reply.text))
    assert reply.counted
    assert reply.served_model == protocol(address).model.partition(":")[2]


def test_probabilities_may_be_wanted(address: str) -> None:
    assert ask(openai(address), PROMPT._replace(logprobs=True)).text


@BOTH
@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (429, "rate_limited", True),
        (500, "server_error", True),
        (503, "server_error", True),
        (401, "unauthorized", False),
        (404, "not_found", False),
        (400, "bad_request", False),
    ],
)
def test_a_failure_is_understood_and_not_tried_again(
    address: str, protocol: Any, status: int, kind: str, retry: bool
) -> None:
    plan(address, type="fail", status=status)
    failed = fail(protocol(address))
    assert (failed.kind, failed.retry) == (kind, retry)
    assert requests(address) == 1


@BOTH
def test_it_says_when_to_come_back(address: str, protocol: Any) -> None:
    plan(address, type="fail", status=429, retry_after=2.5)
    assert fail(protocol(address)).after == 2.5


@BOTH
def test_it_is_too_slow(address: str, protocol: Any) -> None:
    plan(address, type="delay", seconds=60)
    assert fail(protocol(address), timeout=0.3).kind == "timeout"
