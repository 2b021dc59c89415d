"""The parsers keep their promises for a few inputs each; tests.fuzz.coverage tries many more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.coverage import SEEDS
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary())
@settings(max_examples=30)
def test_any_bytes_are_taken_or_refused(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize("name", SEEDS)
@given(place=st.integers(0, 200), byte=st.binary(max_size=2))
@settings(max_examples=50)
def test_beginnings_with_an_accident_are_taken_or_refused(name: str, place: int, byte: bytes) -> None:
    for seed in SEEDS[name]:
        TARGETS[name](seed)
        TARGETS[name](seed[:place] + byte + seed[place + 1 :])
