"""A completion is read for what it holds, whatever is missing from it or wrong in it."""

import json
from math import isfinite
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.asked import AttemptFailed, Reply, Token
from otelevals.judges.openai_reply import parse_reply

KEYS = [
    *("choices", "message", "content", "text", "tool_calls", "function", "arguments", "refusal", "finish_reason"),
    *("logprobs", "token", "logprob", "top_logprobs", "usage", "prompt_tokens", "completion_tokens", "model"),
]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=40,
)


def completion(message: Any = None, **choice: Any) -> bytes:
    return json.dumps({"choices": [{"message": message, **choice}]}).encode()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": '{"a": 1}'}, '{"a": 1}'),
        ({"content": [{"type": "text", "text": '{"a"'}, {"type": "image"}, 5, {"text": ": 1}"}]}, '{"a": 1}'),
        ({"tool_calls": [{"function": {"name": "v", "arguments": '{"a": 1}'}}]}, '{"a": 1}'),
        ({"tool_calls": [{"function": {"name": "v", "arguments": {"a": 1}}}], "content": "so"}, '{"a":1}'),
        ({"function_call": {"arguments": '{"a": 1}'}}, '{"a": 1}'),
        ({"content": "so", "tool_calls": []}, "so"),
        ({"content": "so", "tool_calls": [{"function": None}]}, "so"),
        ({"content": None}, ""),
        ({"content": 7}, ""),
        ({}, ""),
        (None, ""),
        ("so", ""),
    ],
)
def test_the_text_is_found(message: Any, text: str) -> None:
    assert parse_reply(completion(message)) == Reply(text, "", 0, 0, False)


@pytest.mark.parametrize(
    ("usage", "counted"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 0}, (5, 0, True)),
        ({"prompt_tokens": 5}, (0, 0, False)),
        ({"prompt_tokens": 5, "completion_tokens": None}, (0, 0, False)),
        ({"prompt_tokens": True, "completion_tokens": 2}, (0, 0, False)),
        ({"prompt_tokens": -1, "completion_tokens": 2}, (0, 0, False)),
        ({"prompt_tokens": 10**15, "completion_tokens": 2}, (0, 0, False)),
        ({"prompt_tokens": "5", "completion_tokens": 2}, (0, 0, False)),
        ([], (0, 0, False)),
    ],
)
def test_tokens_are_counted_where_both_are_said(usage: Any, counted: tuple[int, int, bool]) -> None:
    reply = parse_reply(json.dumps({"choices": [{}], "usage": usage}).encode())
    assert (reply.prompt_tokens, reply.completion_tokens, reply.counted) == counted


def test_probabilities_are_read_where_they_are_some() -> None:
    content = [
        {"token": "4", "logprob": -0.5, "top_logprobs": [{"token": "4", "logprob": -0.5}, {"token": 5}, None]},
        {"token": "5", "logprob": 0},
        {"token": "6", "logprob": 0.5},
        {"token": "7", "logprob": "-1"},
        {"token": "8", "logprob": True},
        "9",
    ]
    tokens = parse_reply(completion(logprobs={"content": content})).tokens
    assert tokens == (Token("4", -0.5, (("4", -0.5),)), Token("5", 0.0, ()))


def test_names_are_labels() -> None:
    reply = parse_reply(json.dumps({"choices": [{"finish_reason": 7}], "model": "m\n\x00" + "x" * 999}).encode())
    assert (reply.served_model, reply.finish_reason) == ("m" + "x" * 197, "")


@given(anything)
def test_any_json_is_a_reply_or_none(value: Any) -> None:
    try:
        reply = parse_reply(json.dumps(value).encode())
    except AttemptFailed as failed:
        assert failed.kind == "bad_response"  # noqa: PT017 - most are none
        return
    assert all(isinstance(part, str) for part in (reply.text, reply.refusal, reply.served_model, reply.finish_reason))
    assert reply.prompt_tokens >= 0
    assert reply.completion_tokens >= 0
    assert all(isfinite(token.logprob) and token.logprob <= 0 for token in reply.tokens)


@given(st.binary())
def test_any_bytes_are_a_reply_or_none(body: bytes) -> None:
    with pytest.raises(AttemptFailed):
        parse_reply(body)
