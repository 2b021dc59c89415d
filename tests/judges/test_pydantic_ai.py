"""Models of other protocols answer through pydantic-ai as any other, in one attempt, and show no secret."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.models.test import TestModel
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.providers.openai import OpenAIProvider

from otelevals.judges.asked import AttemptFailed, Message, Prompt, Reply
from otelevals.judges.endpoints import EndpointSettings, open_endpoint
from otelevals.judges.openai_http import open_client
from otelevals.judges.pydantic_ai import PydanticAIEndpoint
from otelevals.judges.veil import Veil
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Answer, error, hang, rate_limited, raw, reset, says
from tests.judges.asking import KEY, PROMPT, SCHEMA, fail
from tests.waiting import PATIENCE

ANSWER = '{"score": 1, "why": "Because it is so."}'


def ask(model: Any, prompt: Prompt = PROMPT) -> Reply:
    return asyncio.run(PydanticAIEndpoint(model, Veil([])).ask(prompt, PATIENCE))


def ask_judge(judge: FakeJudge, prompt: Prompt = PROMPT, timeout: float = PATIENCE) -> Reply:
    """Through the protocol that pydantic-ai speaks too."""

    async def run() -> Reply:
        client = open_client(judge.url, {}, "")
        model = OpenAIChatModel("m", provider=OpenAIProvider(judge.url, api_key=KEY, http_client=client))
        endpoint = PydanticAIEndpoint(model, Veil([KEY]), headers={"x-team": "red"}, client=client)
        try:
            return await endpoint.ask(prompt, timeout)
        finally:
            await endpoint.close()

    return asyncio.run(run())


def test_a_model_of_tools_answers_by_one() -> None:
    reply = ask(TestModel(seed=3))
    assert reply.text == '{"score":3,"why":"d"}'
    assert (reply.served_model, reply.counted) == ("test", True)


def test_what_is_asked_is_what_the_prompt_says() -> None:
    seen: list[tuple[list[ModelMessage], AgentInfo]] = []

    def model(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        seen.append((messages, info))
        return ModelResponse([TextPart("Well, "), ToolCallPart("verdict", {"score": 4})], finish_reason="stop")

    messages: Sequence[Message] = [
        *PROMPT.messages,
        Message("assistant", "It is"),
        Message("user", "That is no JSON."),
    ]
    profile = ModelProfile(supports_json_schema_output=False)
    reply = ask(FunctionModel(model, profile=profile), PROMPT._replace(messages=messages))
    assert (reply.text, reply.finish_reason) == ('{"score":4}', "stop")
    ((asked, info),) = seen
    shown = [(type(message).__name__, [getattr(part, "content", None) for part in message.parts]) for message in asked]
    assert shown == [
        ("ModelRequest", ["You judge answers.", "Is it good?"]),
        ("ModelResponse", ["It is"]),
        ("ModelRequest", ["That is no JSON."]),
    ]
    (tool,) = info.output_tools
    assert (tool.name, tool.parameters_json_schema) == ("verdict", {"additionalProperties": False, **SCHEMA})
    assert info.model_settings is not None
    assert info.model_settings["max_tokens"] == 100
    assert info.model_settings["temperature"] == 0.0


def test_a_model_without_tools_is_told_the_schema() -> None:
    def model(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        assert isinstance(messages[0], ModelRequest)
        assert "JSON Schema" in str(messages[0].parts[0])
        assert not info.output_tools
        return ModelResponse([TextPart('{"score"'), TextPart(": 4}")])

    profile = ModelProfile(supports_tools=False, supports_json_schema_output=False)
    assert ask(FunctionModel(model, profile=profile), PROMPT._replace(temperature=None)).text == '{"score": 4}'


def test_an_answer_that_cannot_be_read() -> None:
    def model(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        raise UnexpectedModelBehavior("It is odd.", "odd")

    with pytest.raises(AttemptFailed) as caught:
        ask(FunctionModel(model, model_name="f"))
    assert (caught.value.kind, caught.value.retry, caught.value.raw) == ("bad_response", True, "odd")
    assert str(caught.value) == "function (f) sent no completion: It is odd."


def test_a_real_server_is_asked_once(judge: FakeJudge) -> None:
    assert ask_judge(judge) == Reply(ANSWER, "m", 42, 7, True, "stop")
    (asked,) = judge.requests
    assert asked.headers["x-team"] == "red"
    assert asked.way == "json_schema"
    assert asked.schema == {"additionalProperties": False, **SCHEMA}


@pytest.mark.parametrize(
    ("answer", "kind", "retry", "after"),
    [
        (rate_limited("3"), "rate_limited", True, 3),
        (error(429, "No more.", code="insufficient_quota"), "insufficient_quota", False, None),
        (error(500), "server_error", True, None),
        (error(503), "server_error", True, None),
        (error(401), "unauthorized", False, None),
        (error(404), "not_found", False, None),
        (error(400, code="context_length_exceeded"), "context_length", False, None),
        (error(400), "bad_request", False, None),
        (reset(), "connection", True, None),
        (Answer(head=False, then="close"), "connection", True, None),
        (says(choices=0), "bad_response", True, None),
    ],
)
def test_failures_are_told_apart_and_not_tried_again(
    judge: FakeJudge, answer: Any, kind: str, retry: bool, after: float | None
) -> None:
    judge.does(answer)
    with pytest.raises(AttemptFailed) as caught:
        ask_judge(judge)
    failed = caught.value
    assert (failed.kind, failed.retry, failed.after, failed.unreachable) == (kind, retry, after, False)
    assert len(judge.requests) == 1


def test_the_timeout_bounds_an_answer(judge: FakeJudge) -> None:
    judge.does(hang())
    with pytest.raises(AttemptFailed) as caught:
        ask_judge(judge, timeout=0.3)
    assert (caught.value.kind, caught.value.retry) == ("timeout", True)


def test_nobody_listens() -> None:
    with FakeJudge() as judge:
        pass
    with pytest.raises(AttemptFailed) as caught:
        ask_judge(judge)
    assert (caught.value.kind, caught.value.retry, caught.value.unreachable) == ("connection", True, True)


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_key_that_a_server_repeats_is_hidden(judge: FakeJudge, status: int) -> None:
    for answer in (error(status, f"{KEY} is wrong"), raw(f"{KEY} is wrong".encode(), status)):
        judge.does(answer)
        with pytest.raises(AttemptFailed) as caught:
            ask_judge(judge)
        shown = f"{caught.value}{caught.value.raw}"
        assert "[REDACTED] is wrong" in shown
        assert KEY not in shown
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_a_provider_is_opened_by_its_name() -> None:
    endpoint = open_endpoint(EndpointSettings("anthropic:claude-haiku-4-5", "http://127.0.0.1:1", KEY))
    with pytest.raises(AttemptFailed) as caught:
        asyncio.run(endpoint.ask(PROMPT, PATIENCE))
    assert (caught.value.kind, caught.value.unreachable) == ("connection", True)
    assert str(caught.value) == "anthropic (claude-haiku-4-5) failed: Connection error."


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "otelevals.judges.pydantic_ai")
    monkeypatch.setitem(sys.modules, "pydantic_ai", None)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is what is tested
        open_endpoint(EndpointSettings("anthropic:claude-haiku-4-5", api_key=KEY))
    assert str(caught.value) == "the package pydantic-ai-slim is missing: install otelevals[judges-pydantic-ai]"


@pytest.mark.parametrize("key", [KEY, None])
def test_no_key_of_the_environment_is_sent(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch, key: str | None) -> None:
    for name in ("API_KEY", "AUTH_TOKEN"):
        monkeypatch.setenv(f"ANTHROPIC_{name}", "of-the-application")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    assert fail(EndpointSettings("anthropic:claude-test", judge.url, key)).kind == "not_found"
    (asked,) = judge.requests
    assert "of-the-application" not in str(asked.headers)
