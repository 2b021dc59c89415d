"""Tokens of whole usage objects have one meaning, and no value makes reading them raise anything but Unreadable."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.evidence import Unreadable
from otelevals.genai.read_usage import in_usage

PLACES = {name: sources[0] for name, sources in in_usage("usage", "inner").items()}
KEYS = st.sampled_from(["input", "output", "total", "input_cache_read", "prompt_tokens", "prompt_tokens_details", "x"])
NUMBERS = st.none() | st.integers() | st.floats() | st.text(max_size=3)
USAGES = st.dictionaries(KEYS, NUMBERS | st.dictionaries(KEYS, NUMBERS)) | NUMBERS | st.lists(NUMBERS)


def test_places_are_at_the_path() -> None:
    assert {source.place for source in PLACES.values()} == {"usage.inner"}


@pytest.mark.parametrize(
    ("usage", "given", "answered"),
    [
        ({"inputTokens": 24, "outputTokens": 8}, 24, 8),
        ({"input": 8, "input_cache_read": 16, "input_priority_tokens": 9, "output": 6, "output_reasoning": 2}, 24, 8),
        (
            {"input_tokens": 8, "cache_read_input_tokens": 12, "cache_creation_input_tokens": 4, "output_tokens": 8},
            24,
            8,
        ),
        ({"input_tokens": 24, "cache_read_input_tokens": 16, "output_tokens": 8, "total_tokens": 32}, 24, 8),
        ({"input_tokens": 24, "input_tokens_details": {"cached_tokens": 16}, "output_tokens": 8}, 24, 8),
    ],
)
def test_input_holds_cached_tokens_and_output_holds_reasoning(usage: Any, given: int, answered: int) -> None:
    assert PLACES["tokens.input"].read(usage) == given
    assert PLACES["tokens.output"].read(usage) == answered


@given(USAGES)
def test_any_value_is_read_or_refused(usage: Any) -> None:
    for source in PLACES.values():
        with contextlib.suppress(Unreadable):
            assert source.read(usage) >= 0
