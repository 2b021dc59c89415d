"""An endpoint answers or says why not, in one attempt, in the manner that the model wants, and shows no secret."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import pytest

from otelevals.judges import openai_endpoint
from otelevals.judges.asked import AttemptFailed, Endpoint, Message, Reply, Token, WayUnsupported
from otelevals.judges.endpoints import EndpointSettings
from otelevals.judges.ways import Manners
from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Answer, broken, error, hang, rate_limited, raw, reset, says, slowly
from tests.judges.asking import KEY, PROMPT, SCHEMA, ask, fail, settings, until_answered, using
from tests.waiting import PATIENCE

ANSWER = '{"score": 1, "why": "Because it is so."}'


def test_a_model_is_asked_and_answers(judge: FakeJudge) -> None:
    reply = ask(settings(judge, headers={"X-Team": "red"}))
    assert reply == Reply(ANSWER, "m", 42, 7, True, "stop")
    (asked,) = judge.requests
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["x-team"] == "red"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.body == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "You judge answers."},
            {"role": "user", "content": "Is it good?"},
        ],
        "max_tokens": 100,
        "temperature": 0.0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "verdict", "strict": True, "schema": {"additionalProperties": False, **SCHEMA}},
        },
    }


def test_a_prompt_that_cannot_be_sent_is_not(judge: FakeJudge) -> None:
    failed = fail(settings(judge), PROMPT._replace(messages=[Message("user", "\ud800")]))
    assert (failed.kind, failed.retry, failed.unreachable) == ("bad_request", False, True)
    assert judge.requests == []


def test_without_a_key_none_is_sent(judge: FakeJudge) -> None:
    ask(settings(judge, api_key=None))
    assert "authorization" not in judge.requests[0].headers


def test_a_header_of_the_configuration_goes_before_ours(judge: FakeJudge) -> None:
    ask(settings(judge, headers={"Authorization": "Basic eHl6"}))
    assert judge.requests[0].headers["authorization"] == "Basic eHl6"


def test_azure_wants_its_header_and_its_version(judge: FakeJudge) -> None:
    base = judge.url.removesuffix("/v1")
    ask(EndpointSettings("azure:judge", base, KEY, api_version="2024-10-21"))
    ask(EndpointSettings("azure:judge", base, KEY))
    first, second = judge.requests
    assert first.path == "/openai/deployments/judge/chat/completions?api-version=2024-10-21"
    assert second.path == "/openai/v1/chat/completions"
    assert first.headers["api-key"] == KEY
    assert "authorization" not in first.headers
    assert "max_completion_tokens" in first.body


def test_probabilities_come_where_they_are_wanted(judge: FakeJudge) -> None:
    judge.does(says({"score": 4}, tops={"4": {"4": 0.5, "5": 0.5}}))
    reply = ask(settings(judge), PROMPT._replace(logprobs=True))
    (four,) = (token for token in reply.tokens if token.text == "4")
    assert four == Token("4", four.logprob, (("4", four.logprob), ("5", four.logprob)))
    assert ask(settings(judge)).tokens == ()
    assert [asked.body.get("top_logprobs") for asked in judge.requests] == [20, None]


def test_what_a_model_says_besides_is_kept(judge: FakeJudge) -> None:
    judge.does(says(refusal="I would rather not.", finish_reason="content_filter", model="m-2", usage=None))
    assert ask(settings(judge)) == Reply("", "m-2", 0, 0, False, "content_filter", "I would rather not.")
    judge.does(says(text="", finish_reason="length", usage=(10, 100)))
    assert ask(settings(judge)) == Reply("", "m", 10, 100, True, "length")


@pytest.mark.parametrize(
    ("answer", "kind", "retry", "message"),
    [
        (rate_limited(), "rate_limited", True, "answered 429: Rate limit reached for requests"),
        (
            error(429, "You exceeded your current quota.", code="insufficient_quota"),
            "insufficient_quota",
            False,
            "answered 429: You exceeded your current quota.",
        ),
        (error(402, "Insufficient Balance"), "insufficient_quota", False, "answered 402: Insufficient Balance"),
        (error(500, "Oh no."), "server_error", True, "answered 500: Oh no."),
        (error(503, "Overloaded"), "server_error", True, "answered 503: Overloaded"),
        (Answer(529), "server_error", True, "answered 529"),
        (raw(b"<html>Bad Gateway</html>", 502), "server_error", True, "answered 502"),
        (raw(b"upstream\ngone", 504), "timeout", True, "answered 504: upstream gone"),
        (error(401, "No such key."), "unauthorized", False, "answered 401: No such key."),
        (error(403, "Not in your region."), "unauthorized", False, "answered 403: Not in your region."),
        (
            error(404, "The model `m` does not exist", code="model_not_found"),
            "not_found",
            False,
            "answered 404: The model `m` does not exist",
        ),
        (error(400, "messages: too few"), "bad_request", False, "answered 400: messages: too few"),
        (
            error(400, "The response was filtered", code="content_filter"),
            "content_filter",
            False,
            "answered 400: The response was filtered",
        ),
        (
            error(400, "Failed to generate JSON.", code="json_validate_failed"),
            "bad_response",
            True,
            "answered 400: Failed to generate JSON.",
        ),
        (error(200, "Provider gone", code=503), "server_error", True, "answered 503: Provider gone"),
        (raw(b'{"error": "gone"}'), "server_error", True, "answered 502: gone"),
        (Answer(301, headers={"location": "http://127.0.0.1:1/"}), "bad_response", False, "answered 301"),
        (raw(b'{"choices": ['), "bad_response", True, "sent no completion: the answer is no JSON"),
        (raw(b"[]"), "bad_response", True, "sent no completion: the answer has no choices"),
        (says(choices=0), "bad_response", True, "sent no completion: the answer has no choices"),
    ],
)
def test_an_answer_that_is_none(judge: FakeJudge, answer: Any, kind: str, retry: bool, message: str) -> None:
    judge.does(answer)
    failed = fail(settings(judge))
    assert (failed.kind, failed.retry, failed.after, failed.unreachable) == (kind, retry, None, False)
    assert str(failed) == f"{judge.url[7:-3]} {message}"
    assert len(judge.requests) == 1


@pytest.mark.parametrize("answer", [reset(), Answer(head=False, then="close"), broken("close"), broken("close", cut=0)])
def test_a_connection_that_is_lost(judge: FakeJudge, answer: Any) -> None:
    judge.does(answer)
    failed = fail(settings(judge))
    assert (failed.kind, failed.retry, failed.unreachable) == ("connection", True, False)
    assert str(failed).endswith(f" ({judge.url[7:-3]})")
    assert len(judge.requests) == 1


@pytest.mark.parametrize("answer", [hang(), broken("stall", cut=0), broken("stall"), slowly(PATIENCE)])
def test_the_timeout_bounds_all_of_an_answer(judge: FakeJudge, answer: Any) -> None:
    judge.does(answer)
    failed = fail(settings(judge), timeout=0.2)
    assert (failed.kind, failed.retry, failed.unreachable) == ("timeout", True, False)
    assert str(failed) == f"{judge.url[7:-3]} did not answer within 0.2 s"


def test_nobody_listens() -> None:
    with FakeJudge() as judge:
        url = judge.url
    failed = fail(EndpointSettings("m", url))
    assert (failed.kind, failed.retry, failed.unreachable) == ("connection", True, True)
    assert str(failed) == f"cannot connect: Connection refused ({url[7:-3]})"


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({"retry-after": "3"}, 3, 3),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5, 1.5),
        ({"retry-after": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)}, 1800, 3600),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m0s"}, 60, 60),
    ],
)
def test_a_server_says_when_to_come_back(judge: FakeJudge, headers: dict[str, str], low: float, high: float) -> None:
    judge.does(error(429, headers=tuple(headers.items())))
    after = fail(settings(judge)).after
    assert after is not None
    assert low <= after <= high


def test_an_answer_that_is_too_large_is_not_read(judge: FakeJudge) -> None:
    judge.does(raw(b" " * (5 * 1024 * 1024)))
    failed = fail(settings(judge))
    assert (failed.kind, failed.retry) == ("bad_response", False)
    assert str(failed) == f"the answer has more than 4 MiB ({judge.url[7:-3]})"


def test_an_answer_that_is_compressed_is_not_read(judge: FakeJudge) -> None:
    judge.does(Answer(body=b"\x1f\x8b", headers={"content-encoding": "gzip"}))
    assert str(fail(settings(judge))) == f"the answer is compressed, which was not asked for ({judge.url[7:-3]})"


@pytest.mark.parametrize("like", ["openai", "vllm", "llama.cpp", "mistral", "anthropic", "groq"])
def test_a_prompt_that_is_too_long(judge: FakeJudge, like: str) -> None:
    judge.too_long(like)
    failed = fail(settings(judge), PROMPT._replace(logprobs=True))
    assert (failed.kind, failed.retry) == ("context_length", False)
    assert not isinstance(failed, WayUnsupported)


@pytest.mark.parametrize(
    "like", ["openai", "vllm", "llama.cpp", "lm_studio", "xai", "deepseek", "groq", "mistral", "litellm", "openrouter"]
)
def test_a_way_that_is_refused_is_not_taken_again(judge: FakeJudge, like: str) -> None:
    judge.refuses("json_schema", like=like)

    async def work(endpoint: Endpoint) -> None:
        with pytest.raises(WayUnsupported) as caught:
            await endpoint.ask(PROMPT, PATIENCE)
        assert caught.value.retry
        assert caught.value.raw
        await endpoint.ask(PROMPT, PATIENCE)
        await endpoint.ask(PROMPT, PATIENCE)

    using(settings(judge), work)
    assert [asked.way for asked in judge.requests] == ["json_schema", "json_object", "json_object"]
    assert judge.requests[-1].body["response_format"] == {"type": "json_object", "schema": SCHEMA}


def test_every_way_is_tried_and_the_last_needs_nothing(judge: FakeJudge) -> None:
    """The schema is in the prompt where no parameter carries it."""
    judge.refuses("json_schema", "json_object", like="vllm")
    judge.refuses("tools", like="ollama")
    assert using(settings(judge), until_answered).text == ANSWER
    ways = [asked.way for asked in judge.requests]
    assert ways == ["json_schema", "json_object", "json_object", "tools", "text"]
    assert [json.dumps(SCHEMA, separators=(",", ":")) in asked.text for asked in judge.requests] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_an_answer_may_be_the_call_of_a_tool(judge: FakeJudge) -> None:
    judge.refuses("json_schema", "json_object")
    assert using(settings(judge), until_answered).text == ANSWER
    assert judge.requests[-1].body["tool_choice"] == {"type": "function", "function": {"name": "verdict"}}


@pytest.mark.parametrize(
    ("feature", "like", "before", "after"),
    [
        ("max_tokens", "openai", {"max_tokens": 100}, {"max_completion_tokens": 100}),
        ("temperature", "openai", {"temperature": 0.0}, {}),
        ("temperature", "litellm", {"temperature": 0.0}, {}),
    ],
)
def test_a_parameter_that_is_refused_is_not_sent_again(
    judge: FakeJudge, feature: str, like: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    judge.refuses(feature, like=like)
    using(settings(judge), until_answered)
    first, second = judge.requests
    differing = before.keys() | after.keys()
    assert {key: first.body[key] for key in differing & first.body.keys()} == before
    assert {key: second.body[key] for key in differing & second.body.keys()} == after
    assert second.way == "json_schema"


@pytest.mark.parametrize("like", ["mistral", "vllm"])
def test_the_older_name_of_the_limit_is_found(judge: FakeJudge, like: str) -> None:
    judge.refuses("max_completion_tokens", like=like)
    using(settings(judge, model="openai:m"), until_answered)
    assert ["max_tokens" in asked.body for asked in judge.requests] == [False, True]


def test_a_limit_with_no_other_name_is_a_bad_request(judge: FakeJudge) -> None:
    judge.refuses("max_tokens", "max_completion_tokens")
    with pytest.raises(AttemptFailed) as caught:
        using(settings(judge), until_answered)
    assert caught.value.kind == "bad_request"
    assert len(judge.requests) == 2


@pytest.mark.parametrize("like", ["openai", "vllm", "groq", "mistral", "litellm"])
def test_probabilities_are_done_without(judge: FakeJudge, like: str) -> None:
    judge.refuses("logprobs", like=like)
    prompt = PROMPT._replace(logprobs=True)
    reply = using(settings(judge), lambda endpoint: until_answered(endpoint, prompt))
    assert reply.tokens == ()
    assert [asked.body.get("top_logprobs") for asked in judge.requests] == [20, None]


def test_a_server_may_know_fewer_probabilities(judge: FakeJudge) -> None:
    said = error(400, "top_logprobs must be less than or equal to 5", param="top_logprobs")
    judge.when(lambda asked: asked.body.get("top_logprobs", 0) > 5, said)
    prompt = PROMPT._replace(logprobs=True)
    assert using(settings(judge), lambda endpoint: until_answered(endpoint, prompt)).tokens
    assert [asked.body.get("top_logprobs") for asked in judge.requests] == [20, 5]


def test_a_server_that_ignores_the_schema_is_told_it(judge: FakeJudge) -> None:
    """The way stays as it is: it costs nothing."""
    judge.next(says(text="It is good."))

    async def work(endpoint: Endpoint) -> None:
        assert (await endpoint.ask(PROMPT, PATIENCE)).text == "It is good."
        assert (await endpoint.ask(PROMPT, PATIENCE)).text == ANSWER

    using(settings(judge), work)
    assert [asked.way for asked in judge.requests] == ["json_schema", "json_schema"]
    assert ["JSON Schema" in asked.text for asked in judge.requests] == [False, True]


def test_many_first_calls_find_a_manner_together(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal is met once."""
    monkeypatch.setattr(openai_endpoint, "Manners", partial(Manners, patience=PATIENCE))
    judge.refuses("json_schema", "max_tokens", "temperature")

    async def work(endpoint: Endpoint) -> list[Reply]:
        return await asyncio.gather(*(until_answered(endpoint) for _ in range(200)))

    assert len(using(settings(judge), work)) == 200
    assert len(judge.requests) == 203


def test_two_hundred_calls_are_under_way_at_once(judge: FakeJudge) -> None:
    async def work(endpoint: Endpoint) -> None:
        await endpoint.ask(PROMPT, PATIENCE)
        with judge.holding():
            calls = [asyncio.create_task(endpoint.ask(PROMPT, PATIENCE)) for _ in range(200)]
            await asyncio.to_thread(judge.wait_for, 201)
        await asyncio.gather(*calls)

    using(settings(judge), work)
    assert judge.most_at_once == 200


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        f"Bearer {KEY}",
        base64.b64encode(KEY.encode()).decode(),
        f"{KEY[:8]}***********{KEY[-4:]}",
        "team/secret+value",
        "team%2Fsecret%2Bvalue",
        "query-secret",
    ],
)
@pytest.mark.parametrize("padding", [0, 290, 3990])
def test_secrets_that_a_server_repeats_are_hidden(judge: FakeJudge, echo: str, padding: int) -> None:
    """In messages and in what is kept of answers, also where these are cut."""
    said = f"{'x' * padding} {echo} is wrong"
    wanted = settings(judge, base_url=f"{judge.url}?key=query-secret", headers={"x-team": "team/secret+value"})
    for answer in (error(401, said), error(400, said), raw(said.encode(), 500), raw(said.encode())):
        judge.does(answer)
        failed = fail(wanted)
        shown = f"{failed}{failed.raw}{failed!r}"
        assert "REDACTED" in shown or padding
        assert not any(part in shown for part in (echo, KEY[:8], KEY[-8:], "secret"))
    assert judge.requests[0].path == "/v1/chat/completions?key=query-secret"


def test_no_secret_is_logged(judge: FakeJudge, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    ask(settings(judge, base_url=f"{judge.url}?key=query-secret"))
    assert "secret" not in caplog.text


def test_cookies_are_not_kept(judge: FakeJudge) -> None:
    judge.does(says(headers={"set-cookie": "a=b"}))

    async def work(endpoint: Endpoint) -> None:
        await endpoint.ask(PROMPT, PATIENCE)
        await endpoint.ask(PROMPT, PATIENCE)

    using(settings(judge), work)
    assert "cookie" not in judge.requests[-1].headers
    assert judge.connections == 1
