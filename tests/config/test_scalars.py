"""An unquoted YAML scalar means what YAML 1.2 says, and never what only YAML 1.1 said."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config.scalars import resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("nULL", "nULL"),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("n", "n"),
        ("0", 0),
        ("-17", -17),
        ("1_000", 1000),
        ("0123", 83),
        ("0o17", 15),
        ("-010", -8),
        ("0x1F", 31),
        ("0b101", 5),
        ("089", "089"),
        ("0x", "0x"),
        ("0x_", "0x_"),
        ("_1", "_1"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("12:30", "12:30"),
        ("4317:4317", "4317:4317"),
        ("2024-01-01", "2024-01-01"),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        (".", "."),
        ("+", "+"),
        ("5s", "5s"),
        ("9" * 65, "9" * 65),
    ],
)
def test_a_scalar_has_the_value_and_type_that_it_looks_like(text: str, value: object) -> None:
    found = resolve(text)
    assert (type(found), found) == (type(value), value)


def test_not_a_number_is_a_number() -> None:
    found = resolve(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@given(st.text(alphabet="+-._0123456789abefoxinINFN:eE") | st.text())
def test_every_text_has_a_value(text: str) -> None:
    value = resolve(text)
    assert value == text if isinstance(value, str) else isinstance(value, int | float | None)


@given(st.integers(min_value=-(10**50), max_value=10**50))
def test_integers_are_read_as_they_are_written(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_they_are_written(number: float) -> None:
    assert resolve(repr(number)) == number
