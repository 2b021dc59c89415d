"""A prompt, and asking an endpoint with it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from otelevals.judges.asked import AttemptFailed, Endpoint, Message, Prompt, Reply, WayUnsupported
from otelevals.judges.endpoints import EndpointSettings, open_endpoint
from otelevals.testing import FakeJudge
from tests.waiting import PATIENCE

SCHEMA = {
    "type": "object",
    "properties": {"score": {"type": "integer"}, "why": {"type": "string"}},
    "required": ["score", "why"],
}
PROMPT = Prompt(
    messages=(Message("system", "You judge answers."), Message("user", "Is it good?")),
    schema=SCHEMA,
    schema_name="verdict",
    temperature=0.0,
    max_output_tokens=100,
    logprobs=False,
)
KEY = "sk-proj-0123456789abcdefXYZ"

T = TypeVar("T")


def settings(judge: FakeJudge, **changes: Any) -> EndpointSettings:
    return EndpointSettings("m", judge.url, KEY)._replace(**changes)


def using(settings: EndpointSettings, work: Callable[[Endpoint], Awaitable[T]]) -> T:
    """What comes of work with the endpoint, which is closed."""

    async def run() -> T:
        endpoint = open_endpoint(settings)
        try:
            return await work(endpoint)
        finally:
            await endpoint.close()

    return asyncio.run(run())


def ask(settings: EndpointSettings, prompt: Prompt = PROMPT, timeout: float = PATIENCE) -> Reply:
    return using(settings, lambda endpoint: endpoint.ask(prompt, timeout))


def fail(settings: EndpointSettings, prompt: Prompt = PROMPT, timeout: float = PATIENCE) -> AttemptFailed:
    """Why there is no answer."""
    with pytest.raises(AttemptFailed) as caught:
        ask(settings, prompt, timeout)
    return caught.value


async def until_answered(endpoint: Endpoint, prompt: Prompt = PROMPT) -> Reply:
    """Ask in one manner after the other."""
    while True:
        try:
            return await endpoint.ask(prompt, PATIENCE)
        except WayUnsupported:
            continue
