"""Every way of compiling a comparison gives what the comparison rules give."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otelevals.conditions.compare import MIRRORED, compare, comparison, comparison_with

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)]),
    st.sampled_from([0.0, 1.0, -1.0, 1.5, float(2**53), float(2**63), float("inf"), float("nan")]),
    st.sampled_from(["", "a", "b", "1", "é"]),
    st.sampled_from([b"", b"a", b"b"]),
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner), max_leaves=4
)
operators = st.sampled_from(list(MIRRORED))


@given(operators, values, values)
def test_a_constant_compares_as_any_value(op: str, a: Any, b: Any) -> None:
    expected = compare(op, a, b)
    assert comparison(op, lambda _: a, lambda _: b)(None) is expected
    assert comparison_with(op, lambda _: a, b)(None) is expected


@given(operators, values, values)
def test_a_mirrored_comparison_is_the_same(op: str, a: Any, b: Any) -> None:
    assert compare(op, a, b) is compare(MIRRORED[op], b, a)


@given(values, values)
def test_operators_agree_with_each_other(a: Any, b: Any) -> None:
    assert compare("!=", a, b) is not compare("==", a, b)
    if compare("<", a, b) or compare(">", a, b):
        assert compare("!=", a, b)
    if compare("<=", a, b) and compare(">=", a, b):
        assert compare("==", a, b)
    if type(a) is not type(b) and not {type(a), type(b)} <= {int, float}:
        assert not any(compare(op, a, b) for op in ("==", "<", ">", "<=", ">="))


def test_not_a_number_equals_nothing_and_has_no_order() -> None:
    nan = float("nan")
    assert [op for op in MIRRORED if compare(op, nan, nan)] == ["!="]
    assert not compare("==", [nan], [nan])
