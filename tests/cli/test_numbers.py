"""Scores have as many digits as tell them apart."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.cli.numbers import numbers


@pytest.mark.parametrize(
    ("values", "width", "expected"),
    [
        ((0.5, None, None), None, ["0.500", "-", "-"]),
        ((0.5, 0.41, 0.59), 0.18, ["0.500", "0.410", "0.590"]),
        ((0.5, 0.4991, 0.5009), 0.0018, ["0.500", "0.499", "0.501"]),
        ((0.5, 0.49996, 0.50004), 0.00008, ["0.50000", "0.49996", "0.50004"]),
        ((0.00004, 0.00001, 0.00007), 0.00006, ["0.00004", "0.00001", "0.00007"]),
        ((0.00004,), None, ["0.000040"]),
        ((0.00004, 0.00004, 0.00004), 0.0, ["0.000040"] * 3),
        ((0.0004, -0.2, 0.2), 0.4, ["0.000", "-0.200", "0.200"]),
        ((4e-12, 1e-12), None, ["4e-12", "1e-12"]),
        ((12.5, 1_234_567.0), None, ["12.500", "1.23e+06"]),
        ((0.0,), 0.0, ["0.000"]),
        ((inf, nan), inf, ["inf", "nan"]),
    ],
)
def test_they_are_told_apart(values: tuple[float | None, ...], width: float | None, expected: list[str]) -> None:
    assert numbers(values, width) == expected


@given(st.lists(st.none() | st.floats(), max_size=4), st.none() | st.floats())
def test_any_are_written(values: list[float | None], width: float | None) -> None:
    assert len(numbers(values, width)) == len(values)
