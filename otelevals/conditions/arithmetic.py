"""Arithmetic as Go does it: 64-bit integers wrap around, integer division truncates, an int next to a double is one."""

import operator
from collections.abc import Callable
from typing import Any

from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import INT64, describe, wrap

_NUMBERS = (int, float)


def _numeric(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def apply(a: Any, b: Any) -> Any:
        kind, other = type(a), type(b)
        if kind is int and other is int:
            result = function(a, b)
            return result if -INT64 <= result < INT64 else wrap(result)
        if kind in _NUMBERS and other in _NUMBERS:
            return function(float(a), float(b))
        wrong = a if kind not in _NUMBERS else b
        raise EvaluationError(f"arithmetic needs numbers, not {describe(wrong)}")

    return apply


def _divide(a: Any, b: Any) -> Any:
    if b == 0:
        raise EvaluationError("division by zero")
    if type(a) is float:
        return a / b
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


OPERATORS = {
    "+": _numeric(operator.add),
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "/": _numeric(_divide),
}


def negate(value: Any) -> Any:
    """Unary minus."""
    if type(value) is int:
        return wrap(-value)
    if type(value) is float:
        return -value
    raise EvaluationError(f"arithmetic needs numbers, not {describe(value)}")
