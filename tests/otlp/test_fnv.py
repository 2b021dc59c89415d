"""FNV-1a hashes are the published ones, one at a time or many at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.fnv import fnv, fnv_many


@pytest.mark.parametrize(("data", "expected"), [(b"", 0x811C9DC5), (b"a", 0xE40C292C), (b"foobar", 0xBF9CF968)])
def test_published_vectors(data: bytes, expected: int) -> None:
    assert fnv(data) == expected


@given(st.integers(0, 20).flatmap(lambda n: st.lists(st.binary(min_size=n, max_size=n))), st.integers(0, 2**32 - 1))
def test_many_are_hashed_as_one_by_one(strings: list[bytes], start: int) -> None:
    assert fnv_many(strings, start) == [fnv(data, start) for data in strings]
