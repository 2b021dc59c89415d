"""The errors of servers are understood in their own words, and what cannot be understood does no harm."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.openai_errors import Explained, error_within, explain, kind_of, refused_feature
from otelevals.judges.openai_request import build_body
from otelevals.judges.ways import Manner, Way
from tests.judges.asking import PROMPT

FIRST = Manner("max_tokens")
WITH_LOGPROBS = PROMPT._replace(logprobs=True)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "message", "code", "type", "param", "detail"]) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": "No.", "code": "x"}}, "No."),
        ({"error": "No."}, "No."),
        ({"message": "No.", "object": "error"}, "No."),
        ({"detail": "No."}, "No."),
        ({"detail": [{"loc": ["body", "n"], "msg": "No."}]}, '[{"loc":["body","n"],"msg":"No."}]'),
        ({"object": "error", "message": {"detail": "No."}}, '{"detail":"No."}'),
        ([{"error": {"message": "No.", "status": "INVALID_ARGUMENT"}}], "No."),
        ({"error": {}}, ""),
        ("No.", "No."),
        (7, ""),
    ],
)
def test_the_words_of_an_error_are_found(body: Any, message: str) -> None:
    assert explain(json.dumps(body).encode()).message == message


def test_the_words_of_what_is_no_json() -> None:
    assert explain(b" No. ").message == "No."
    assert explain(b"<html><body>No.</body></html>").message == ""
    assert explain(b"").message == ""
    assert explain(b"\xff" * 9000).message == "\ufffd" * 2000


def refused(status: int, said: str, way: Way = Way.JSON_SCHEMA, **changes: Any) -> str:
    manner = FIRST._replace(way=way, **changes)
    return refused_feature(status, Explained(said, said.lower()), manner, build_body("m", WITH_LOGPROBS, manner))


@pytest.mark.parametrize(
    ("status", "said", "feature"),
    [
        (400, "Invalid schema for response_format 'verdict': 'minimum' is not permitted.", "way"),
        (400, "Invalid value: 'json_schema'. Supported values are: 'json_object' and 'text'.", "way"),
        (422, "response_format: response_format.type `json_schema` is unavailable now at line 1", "way"),
        (501, "response_format is not implemented", "way"),
        (404, "No endpoints found that can handle the requested parameters.", "way"),
        (400, "This model does not support the 'logprobs' parameter.", "logprobs"),
        (400, "Logprobs is not enabled for models/gemini-2.5-pro", "logprobs"),
        (400, "Requested sample logprobs of 20, which is greater than max allowed: 5", "so many logprobs"),
        (400, "top_logprobs must be less than or equal to 8", "so many logprobs"),
        (400, "Unsupported parameter: 'temperature' is not supported with this model.", "temperature"),
        (400, "`temperature` is deprecated for this model.", "temperature"),
        (400, "gpt-5 models don't support temperature=0.0. Only temperature=1 is supported.", "temperature"),
        (400, "temperature must be between 0 and 1", ""),
        (400, "max_tokens is too large: 100. This model supports at most 50 completion tokens", ""),
        (400, "There are no tools here", ""),
        (400, "The prompt must hold the word json to use 'response_format' of type 'json_object'", "way"),
        (400, "Request too large: reduce the length of the messages or of response_format", ""),
        (404, "The model `response_format` does not exist", ""),
        (401, "response_format is not supported", ""),
        (429, "response_format is not supported", ""),
        (500, "internal error", ""),
        (500, "temperature sensor unsupported", ""),
    ],
)
def test_what_was_refused(status: int, said: str, feature: str) -> None:
    assert refused(status, said) == feature


def test_what_was_not_sent_is_not_refused() -> None:
    assert refused(400, "temperature is not supported", temperature=False) == ""
    assert refused(400, "logprobs is not supported", top_logprobs=0) == ""
    assert refused(400, "response_format is not supported", way=Way.TEXT) == ""
    assert refused(400, "tool_choice is not supported", way=Way.TOOLS) == "way"


@given(st.integers(100, 999), st.binary() | anything.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_taken(status: int, body: bytes) -> None:
    explained = explain(body)
    assert len(explained.message) <= 2000
    assert kind_of(status, explained).kind
    assert refused_feature(status, explained, FIRST, build_body("m", WITH_LOGPROBS, FIRST)) in (
        "",
        "way",
        "limit",
        "temperature",
        "logprobs",
        "so many logprobs",
    )
    assert error_within(body) == 0 or 400 <= error_within(body) < 600
