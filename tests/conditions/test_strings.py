"""String literals are read and written with Go's escapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.conditions.strings import BadString, quote, unquote


@given(st.text())
def test_a_quoted_string_reads_back(value: str) -> None:
    assert unquote(quote(value)) == value


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'"\a\b\f\n\r\t\v\\\""', '\a\b\f\n\r\t\v\\"'),
        (r'"\x41\101é\u00e9\U0001F600"', "AAéé😀"),
        (r'"\xf0\x9f\x98\x80"', "😀"),
        (r'"\000"', "\0"),
        ('"\t"', "\t"),
    ],
)
def test_escapes(literal: str, value: str) -> None:
    assert unquote(literal) == value


@pytest.mark.parametrize(
    ("literal", "offset"),
    [(r'"a\d"', 2), (r'"\'"', 1), (r'"\x4"', 1), (r'"\400"', 1), (r'"\12"', 1), (r'"\ud800"', 1), (r'"\U00110000"', 1)],
)
def test_unknown_escapes_are_refused_where_they_stand(literal: str, offset: int) -> None:
    with pytest.raises(BadString, match="unknown escape") as caught:
        unquote(literal)
    assert caught.value.offset == offset
