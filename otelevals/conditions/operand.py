"""Compiled values, and what is known about them before any data is seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from otelevals.conditions.errors import EvaluationError, Problem
from otelevals.conditions.gate import ANYTHING, Gate
from otelevals.conditions.values import Getter, utf8


@dataclass(frozen=True, slots=True)
class Operand:
    """A value's getter; data that `needs` does not admit holds no such value other than nil."""

    get: Getter
    column: int
    constant: bool = False
    needs: Gate = ANYTHING
    verbatim: bool = False
    truth: bool = False

    @property
    def value(self) -> Any:
        """The value of a constant."""
        assert self.constant
        return self.get(None)


def constant(value: Any, column: int) -> Operand:
    """An operand that is always this value."""
    return Operand(lambda _: value, column, constant=True)


def fold(get: Getter, column: int, operands: Iterable[Operand], needs: Gate = ANYTHING) -> Operand:
    """An operand made of others: a constant when they all are."""
    if all(operand.constant for operand in operands):
        return constant(checked(column, get, None), column)
    return Operand(get, column, needs=needs)


def checked(column: int, function: Callable[[Any], Any], value: Any) -> Any:
    """What the function makes of a constant; its complaint is about the condition."""
    try:
        return function(value)
    except EvaluationError as error:
        raise Problem(column, str(error)) from None


def all_needs(operands: Iterable[Operand]) -> Gate:
    """The gate of operands that are all needed."""
    return reduce(and_, (operand.needs for operand in operands), ANYTHING)


def occurrences(value: Any) -> frozenset[bytes]:
    """The bytes that show that this value is somewhere in data that has it verbatim."""
    if type(value) is str:
        return frozenset({utf8(value)})
    return frozenset({value}) if type(value) is bytes else frozenset()
