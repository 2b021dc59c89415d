"""Integers wrap in 64 bits and divide towards zero."""

import ctypes
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from otelevals.conditions import EvaluationError
from otelevals.conditions.arithmetic import OPERATORS, negate

ints = st.integers(-(2**63), 2**63 - 1)
floats = st.floats()


@given(ints, ints)
def test_integers_wrap(a: int, b: int) -> None:
    assert OPERATORS["+"](a, b) == ctypes.c_int64(a + b).value
    assert OPERATORS["-"](a, b) == ctypes.c_int64(a - b).value
    assert OPERATORS["*"](a, b) == ctypes.c_int64(a * b).value
    assert negate(a) == ctypes.c_int64(-a).value


@given(ints, ints.filter(bool))
def test_integer_division_truncates(a: int, b: int) -> None:
    quotient = OPERATORS["/"](a, b)
    assume((a, b) != (-(2**63), -1))
    assert abs(quotient * b) <= abs(a)
    assert abs(a - quotient * b) < abs(b)


def test_the_one_quotient_that_does_not_fit_wraps() -> None:
    assert OPERATORS["/"](-(2**63), -1) == -(2**63)


@given(st.sampled_from("+-*/"), ints | floats, ints | floats)
def test_a_double_makes_the_result_a_double(op: str, a: float, b: float) -> None:
    assume(float in (type(a), type(b)))
    assume(op != "/" or b != 0)
    assert type(OPERATORS[op](a, b)) is float


def test_large_doubles_become_infinite() -> None:
    assert OPERATORS["*"](1e308, 10.0) == math.inf


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_division_by_zero_fails(zero: float) -> None:
    with pytest.raises(EvaluationError, match="division by zero"):
        OPERATORS["/"](1.5, zero)


@pytest.mark.parametrize("value", [None, True, "1", b"1", [], {}])
@pytest.mark.parametrize("op", "+-*/")
def test_only_numbers_can_be_calculated_with(op: str, value: object) -> None:
    for pair in ((1, value), (value, 1.5)):
        with pytest.raises(EvaluationError, match="arithmetic needs numbers, not "):
            OPERATORS[op](*pair)
    with pytest.raises(EvaluationError, match="arithmetic needs numbers, not "):
        negate(value)
