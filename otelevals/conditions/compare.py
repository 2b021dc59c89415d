"""Comparison rules: unlike types are not equal and never ordered, int and double compare as doubles, nil equals nil."""

import operator
from collections.abc import Callable
from typing import Any

from otelevals.conditions.values import Getter, Test

MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_ORDERED = frozenset({bool, int, float, str, bytes})
_EXACT = 2**53  # below this an int and its double are the same number


def equal(a: Any, b: Any) -> bool:
    """Whether two values are equal under the rules."""
    kind, other = type(a), type(b)
    if kind is other:
        return identical(a, b) if kind is list or kind is dict else bool(a == b)
    if (kind is int and other is float) or (kind is float and other is int):
        return float(a) == float(b)
    return False


def identical(a: Any, b: Any) -> bool:
    """Deep equality, in which even numbers must be of one type."""
    kind = type(a)
    if kind is not type(b):
        return False
    if kind is list:
        return len(a) == len(b) and all(map(identical, a, b))
    if kind is dict:
        return a.keys() == b.keys() and all(identical(value, b[key]) for key, value in a.items())
    return bool(a == b)


def compare(op: str, a: Any, b: Any) -> bool:
    """Any two values under any operator."""
    if op == "==":
        return equal(a, b)
    if op == "!=":
        return not equal(a, b)
    kind, other = type(a), type(b)
    if kind is other:
        return _ORDERS[op](a, b) if kind in _ORDERED else a is None and op in ("<=", ">=")
    if (kind is int and other is float) or (kind is float and other is int):
        return _ORDERS[op](float(a), float(b))
    return False


def comparison(op: str, left: Getter, right: Getter) -> Test:
    """A test of two values that are read each time."""
    if op == "==":
        return lambda ctx: equal(left(ctx), right(ctx))
    if op == "!=":
        return lambda ctx: not equal(left(ctx), right(ctx))
    return lambda ctx: compare(op, left(ctx), right(ctx))


def comparison_with(op: str, get: Getter, constant: Any) -> Test:
    """A test of a value against a constant on its right."""
    kind = type(constant)
    if kind in (int, float) and not -_EXACT < constant < _EXACT:
        return lambda ctx: compare(op, get(ctx), constant)
    if op == "==":
        return _equal_to(get, constant)
    if op == "!=":
        return _unequal_to(get, constant)
    if kind is int or kind is float:
        return _number_order(op, get, constant)
    if kind in _ORDERED:
        order = _ORDERS[op]
        return lambda ctx: type(value := get(ctx)) is kind and order(value, constant)
    return lambda ctx: compare(op, get(ctx), constant)


def _equal_to(get: Getter, constant: Any) -> Test:
    kind = type(constant)
    if constant is None or kind is bool:
        return lambda ctx: get(ctx) is constant
    if kind is int or kind is float:
        return lambda ctx: (value := get(ctx)) == constant and type(value) is not bool
    if kind is list or kind is dict:
        return lambda ctx: identical(get(ctx), constant)
    return lambda ctx: bool(get(ctx) == constant)


def _unequal_to(get: Getter, constant: Any) -> Test:
    kind = type(constant)
    if constant is None or kind is bool:
        return lambda ctx: get(ctx) is not constant
    if kind is str or kind is bytes:
        return lambda ctx: bool(get(ctx) != constant)
    same = _equal_to(get, constant)
    return lambda ctx: not same(ctx)


def _number_order(op: str, get: Getter, constant: float) -> Test:
    match op:
        case "<":
            return lambda ctx: (type(value := get(ctx)) is int or type(value) is float) and value < constant
        case "<=":
            return lambda ctx: (type(value := get(ctx)) is int or type(value) is float) and value <= constant
        case ">":
            return lambda ctx: (type(value := get(ctx)) is int or type(value) is float) and value > constant
        case _:
            return lambda ctx: (type(value := get(ctx)) is int or type(value) is float) and value >= constant
