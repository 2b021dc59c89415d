"""Verdicts and questions are kept as they were, and what is none is told apart from one."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.judges.asked import Message, Prompt
from otelevals.judges.question import Question, decode_question, encode_question
from otelevals.judges.results import decode_result, encode_result
from otelevals.scoring.asking import Said
from otelevals.scoring.outcome import Origin
from otelevals.scoring.score import NoVerdict, Score
from otelevals.store.judge_calls import CallKey

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
COUNTS = st.integers(0, 1 << 40)
NUMBERS = st.floats(-1e9, 1e9)
ORIGINS = st.builds(
    Origin, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, COUNTS, COUNTS, st.floats(0, 1e6), COUNTS, st.booleans(), st.booleans()
)
SCORES = st.builds(Score, NUMBERS, st.none() | TEXTS, st.none() | st.booleans(), st.none() | TEXTS)
VERDICTS = st.builds(NoVerdict, TEXTS) | SCORES.map(lambda score: (("", score),))
SAID = st.builds(Said, VERDICTS, st.floats(0, 1e6), ORIGINS)

SCHEMAS = st.dictionaries(TEXTS, TEXTS | st.booleans(), max_size=3)
MESSAGES = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), TEXTS), min_size=1).map(tuple)
PROMPTS = st.builds(Prompt, MESSAGES, SCHEMAS, TEXTS, st.none() | st.floats(0, 2), COUNTS, st.booleans())
KEYS = st.builds(CallKey, TEXTS, st.binary(max_size=16), st.binary(max_size=8), TEXTS, TEXTS, TEXTS, COUNTS)
QUESTIONS = st.builds(Question, KEYS, PROMPTS, st.booleans())

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
ANYTHING = st.binary(max_size=50) | JSON.map(orjson.dumps)


@given(SAID)
def test_a_verdict_is_kept_as_it_was(said: Said) -> None:
    assert decode_result(encode_result(said)) == said


@given(ANYTHING | st.fixed_dictionaries({"none": JSON, "duration": JSON, "origin": JSON}).map(orjson.dumps))
def test_what_is_no_verdict_is_told(data: bytes) -> None:
    try:
        said = decode_result(data)
    except ValueError:
        return
    assert decode_result(encode_result(said)) == said


@pytest.mark.parametrize(
    "data",
    [
        b'{"none": "", "duration": 1, "origin": null}',
        b'{"failed": ["x", "y", "errored"], "duration": 1, "origin": null}',
        b'{"not_run": ["throttled", "y"]}',
        b"[" * 100_000,
    ],
    ids=["without an origin", "failed", "not run", "deep"],
)
def test_what_another_kind_of_answer_is_is_no_verdict(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is shown to nobody
        decode_result(data)


@given(QUESTIONS)
def test_a_question_is_kept_as_it_was(question: Question) -> None:
    assert decode_question(encode_question(question)) == question


def _changed(question: Question, path: tuple[str, ...], value: Any) -> bytes:
    written = orjson.loads(encode_question(question))
    inside = written
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return orjson.dumps(written)


PATHS = st.sampled_from(
    [("key",), ("prompt",), ("related",), ("key", "trace_id"), ("key", "more"), ("prompt", "messages"), ("prompt", "x")]
)


@given(ANYTHING | st.builds(_changed, QUESTIONS, PATHS, JSON) | st.just(b"[" * 100_000))
def test_what_is_no_question_is_told(data: bytes) -> None:
    try:
        question = decode_question(data)
    except ValueError:
        return
    assert isinstance(question, Question)
    assert isinstance(question.key.digest(), bytes)
