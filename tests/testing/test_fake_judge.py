"""A fake judge answers over real HTTP what it is told to, records what it was asked, and leaves nothing behind."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from otelevals.testing import FakeJudge
from otelevals.testing.judge_answers import Answer, Asked, broken, error, hang, rate_limited, raw, reset, says, slowly
from otelevals.testing.judge_refusals import CONTEXT_LENGTH, SERVERS

SCHEMA = {"type": "object", "properties": {"score": {"type": "integer", "minimum": 3}}}
BODY = {"model": "m", "messages": [{"role": "user", "content": "Is it good?"}]}
WITH_SCHEMA = BODY | {"response_format": {"type": "json_schema", "json_schema": {"name": "v", "schema": SCHEMA}}}


@pytest.fixture
def judge() -> Iterator[FakeJudge]:
    with FakeJudge() as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False, timeout=60, limits=httpx2.Limits(max_connections=None)) as opened:
        yield opened


def ask(client: httpx2.Client, judge: FakeJudge, body: dict[str, Any] = WITH_SCHEMA, **options: Any) -> httpx2.Response:
    return client.post(f"{judge.url}/chat/completions", json=body, **options)


def message(response: httpx2.Response) -> Any:
    return response.json()["choices"][0]["message"]


def test_an_answer_is_an_example_of_the_schema(judge: FakeJudge, client: httpx2.Client) -> None:
    """Wherever in the request the schema stands: in a format, in a tool, in the prompt."""
    told = {"role": "system", "content": f"Answer as {json.dumps(SCHEMA)}."}
    tool = {"type": "function", "function": {"name": "v", "parameters": SCHEMA}}
    assert message(ask(client, judge))["content"] == '{"score": 3}'
    assert message(ask(client, judge, BODY | {"messages": [told]}))["content"] == '{"score": 3}'
    called = message(ask(client, judge, BODY | {"tools": [tool]}))
    assert called["content"] is None
    assert called["tool_calls"][0]["function"] == {"name": "v", "arguments": '{"score": 3}'}
    assert [asked.way for asked in judge.requests] == ["json_schema", "text", "tools"]


def test_a_request_is_recorded(judge: FakeJudge, client: httpx2.Client) -> None:
    ask(client, judge, headers={"X-Team": "red"})
    (asked,) = judge.requests
    assert (asked.method, asked.path, asked.headers["x-team"]) == ("POST", "/v1/chat/completions", "red")
    assert asked.body == WITH_SCHEMA
    assert asked.text == "Is it good?"


def test_verdicts_are_said_in_turn(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.answers({"score": 1}, {"score": 2}, lambda asked: {"asked": asked.text})
    said = [message(ask(client, judge))["content"] for _ in range(4)]
    assert said == ['{"score": 1}', '{"score": 2}', '{"asked": "Is it good?"}', '{"asked": "Is it good?"}']


def test_the_next_answers_come_first_then_rules(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.answers({"score": 1})
    judge.when(lambda asked: "good" in asked.text, says({"score": 2}))
    judge.next(error(503), says(text="well"))
    assert ask(client, judge).status_code == 503
    assert message(ask(client, judge))["content"] == "well"
    assert message(ask(client, judge))["content"] == '{"score": 2}'
    assert message(ask(client, judge, BODY | {"messages": []}))["content"] == '{"score": 1}'


def test_a_completion_says_what_it_is_told_to(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.does(says(refusal="I would rather not.", finish_reason="content_filter", model="m-2", usage=None))
    answer = ask(client, judge).json()
    assert answer["model"] == "m-2"
    assert answer["choices"][0]["finish_reason"] == "content_filter"
    assert answer["choices"][0]["message"]["refusal"] == "I would rather not."
    assert "usage" not in answer
    judge.does(says(choices=0))
    assert ask(client, judge).json()["choices"] == []


def test_probabilities_come_where_they_are_wanted(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.does(says({"score": 4}, tops={"4": {"4": 0.5, "5": 0.25}}))
    tokens = ask(client, judge, WITH_SCHEMA | {"logprobs": True}).json()["choices"][0]["logprobs"]["content"]
    assert "".join(token["token"] for token in tokens) == '{"score": 4}'
    (four,) = [token for token in tokens if token["token"] == "4"]
    assert [(top["token"], round(top["logprob"], 3)) for top in four["top_logprobs"]] == [("4", -0.693), ("5", -1.386)]
    assert "logprobs" not in ask(client, judge).json()["choices"][0]


@pytest.mark.parametrize("script", [reset(), broken("close"), broken("close", cut=0), Answer(head=False, then="close")])
def test_a_connection_is_cut(judge: FakeJudge, client: httpx2.Client, script: Any) -> None:
    judge.next(script)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        ask(client, judge)
    assert ask(client, judge).status_code == 200


@pytest.mark.parametrize("script", [hang(), broken("stall"), broken("stall", cut=0)])
def test_an_answer_stalls(judge: FakeJudge, client: httpx2.Client, script: Any) -> None:
    judge.next(script)
    with pytest.raises(httpx2.ReadTimeout):
        ask(client, judge, timeout=0.2)


def test_errors_have_their_headers(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.next(rate_limited("7"), rate_limited(), raw(b"<html>", 502))
    first, second, third = (ask(client, judge) for _ in range(3))
    assert (first.status_code, first.headers["retry-after"]) == (429, "7")
    assert "retry-after" not in second.headers
    assert (third.status_code, third.text) == (502, "<html>")


def test_an_answer_is_late(judge: FakeJudge, client: httpx2.Client) -> None:
    judge.next(slowly(0.05))
    assert ask(client, judge).elapsed.total_seconds() >= 0.05
    judge.delay = 0.05
    assert ask(client, judge).elapsed.total_seconds() >= 0.05


def test_requests_at_once_are_counted_and_held(judge: FakeJudge, client: httpx2.Client) -> None:
    """Two hundred of them."""
    with ThreadPoolExecutor(200) as pool:
        with judge.holding():
            asking = [pool.submit(ask, client, judge) for _ in range(200)]
            judge.wait_for(200)
            assert not any(future.done() for future in asking)
            assert judge.at_once == 200
        assert {future.result().status_code for future in asking} == {200}
    assert (judge.most_at_once, judge.at_once, judge.connections) == (200, 0, 200)


@pytest.mark.parametrize("server", SERVERS)
def test_a_refusal_is_for_what_it_names(judge: FakeJudge, client: httpx2.Client, server: str) -> None:
    judge.refuses("json_schema", like=server)
    assert ask(client, judge).status_code >= 400
    assert ask(client, judge, BODY).status_code == 200


@pytest.mark.parametrize("server", CONTEXT_LENGTH)
def test_a_prompt_is_too_long(judge: FakeJudge, client: httpx2.Client, server: str) -> None:
    judge.too_long(like=server)
    assert ask(client, judge).status_code in (400, 413)


def test_only_chat_completions_are_there(judge: FakeJudge, client: httpx2.Client) -> None:
    assert client.get(judge.url).status_code == 404
    assert client.post(f"{judge.url}/chat/completions?api-version=1", content=b"no JSON").status_code == 200
    assert judge.requests[-1].body == {}


def test_nothing_is_left_behind(client: httpx2.Client) -> None:
    """Not even of connections that hang."""
    with FakeJudge() as judge:
        judge.does(hang())
        with pytest.raises(httpx2.ReadTimeout):
            ask(client, judge, timeout=0.2)
    assert not [thread for thread in threading.enumerate() if thread.name == "fake-judge"]
    with pytest.raises(httpx2.ConnectError):
        ask(client, judge)


def test_a_function_says_anything(judge: FakeJudge, client: httpx2.Client) -> None:
    def script(asked: Asked) -> Answer:
        return Answer(418, str(asked.body["model"]).encode(), {"x-pot": "tea"})

    judge.does(script)
    answer = ask(client, judge)
    assert (answer.status_code, answer.text, answer.headers["x-pot"]) == (418, "m", "tea")
