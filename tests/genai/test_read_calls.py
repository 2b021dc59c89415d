"""What a function was called with and gave is told from what was put around it."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.evidence import Unreadable
from otelevals.genai.read_calls import call_arguments, call_id, call_result, python_literal, query

TEXTS = st.text(max_size=8) | st.sampled_from(["{'a': 1}", "{'a': {1}}", "{'a", '{"input": "x"}', "{'a': 1j}"])
KEYS = st.sampled_from(["args", "kwargs", "input", "output", "query", "type", "data", "raw_output"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary(max_size=3) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@pytest.mark.parametrize(
    ("written", "arguments"),
    [
        ('{"args": [], "kwargs": {"a": 1}}', {"a": 1}),
        ('{"args": ["a"], "kwargs": {}}', "a"),
        ('{"args": ["a", "b"]}', ["a", "b"]),
        ('{"args": ["a"], "kwargs": {"b": 1}}', {"args": ["a"], "kwargs": {"b": 1}}),
        ('{"input": "{\'a\': None}"}', {"a": None}),
        ('{"input": "a"}', {"input": "a"}),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_arguments(written: Any, arguments: Any) -> None:
    assert call_arguments(written) == arguments


@pytest.mark.parametrize("written", ["{'a': open}", "{'a': 1", "{'a': {1, 2}}", "{'" + "a" * 30_000 + "': 1}"])
def test_what_is_no_literal_stays_a_text(written: str) -> None:
    assert python_literal(written) == written


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("a", "a"),
        ('"a"', "a"),
        ('["a", "b"]', "a\nb"),
        ('{"kwargs": {"query": "a", "k": 2}}', "a"),
        ('{"only": "a"}', "a"),
        ('{"k": 2, "n": 3}', '{"k": 2, "n": 3}'),
    ],
)
def test_queries(written: str, text: str) -> None:
    assert query(written) == text


@given(VALUES)
def test_any_value_is_read_or_refused(value: Any) -> None:
    for read in (call_arguments, call_result, call_id, query):
        with contextlib.suppress(Unreadable):
            read(value)
