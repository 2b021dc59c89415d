"""Values have the text that Go gives them."""

import json
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.conditions import EvaluationError
from otelevals.conditions.values import describe, to_bytes, to_json, to_text

finite = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(-1e15, 1e15), st.text())
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(values)
def test_text_of_a_value_is_its_json(value: Any) -> None:
    assert json.loads(to_json(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "-0"),
        (100.0, "100"),
        (1.5e16, "15000000000000000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.25e22, "1.25e+22"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (True, "true"),
        (b"\x01\xff", "01ff"),
        ("as it is <", "as it is <"),
        (["<&>\u2028", b"\x01\xff", None], '["\\u003c\\u0026\\u003e\\u2028","Af8=",null]'),
        ({"b": [], "a": {"x": "\n"}}, '{"a":{"x":"\\n"},"b":[]}'),
    ],
)
def test_text_is_written_as_go_writes_it(value: Any, text: str) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], object()])
def test_some_values_have_no_text(value: Any) -> None:
    with pytest.raises(EvaluationError):
        to_text(value)


@given(finite)
def test_the_text_of_a_double_loses_nothing(value: float) -> None:
    assert float(to_text(value)) == value


@given(finite)
def test_bytes_of_numbers_are_big_endian(value: float) -> None:
    assert to_bytes(value) == struct.pack(">d", value)


def test_kinds_have_names() -> None:
    values: list[object] = [None, True, 1, 1.0, "", b"", [], {}]
    named = [describe(value) for value in values]
    assert named == ["nil", "a bool", "an int", "a double", "a string", "bytes", "a list", "a map"]
