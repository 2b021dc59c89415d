"""Compiles the boolean nodes of a tree to tests and gates."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from otelevals.conditions import calls
from otelevals.conditions.compare import MIRRORED, compare, comparison, comparison_with
from otelevals.conditions.errors import EvaluationError, Problem
from otelevals.conditions.gate import ANYTHING, NOTHING, Gate, requires
from otelevals.conditions.operand import Operand, occurrences
from otelevals.conditions.operands import Operands
from otelevals.conditions.tree import And, Call, Comparison, Literal, Node, Not, Or
from otelevals.conditions.values import Getter, Test, describe


@dataclass(frozen=True, slots=True)
class Boolean:
    """A compiled boolean; `known` is its value when no data can change it."""

    test: Test
    gate: Gate
    known: bool | None = None


class Booleans:
    """Compiles booleans over the values that `operands` compiles."""

    def __init__(self, operands: Operands) -> None:
        self._operands = operands

    def compile(self, node: Node) -> Boolean:
        """The test of a boolean node."""
        match node:
            case Or():
                return _joined([self.compile(operand) for operand in node.operands], end=True)
            case And():
                return _joined([self.compile(operand) for operand in node.operands], end=False)
            case Not():
                return _negated(self.compile(node.operand))
            case Comparison():
                return self._comparison(node)
            case Literal(value=bool() as value):
                return _known(value)
            case Call():
                return self._call(node)
            case _:
                operand = self._operands.compile(node)
                if operand.truth:
                    return Boolean(_checked(str(node), operand.get), operand.needs)
                raise Problem(node.column, "a value alone is no condition", f"compare it, for example `{node} == true`")

    def _comparison(self, node: Comparison) -> Boolean:
        left, right = self._operands.compile(node.left), self._operands.compile(node.right)
        op = node.operator
        if left.constant and right.constant:
            return _known(compare(op, left.value, right.value))
        if left.constant:
            left, right, op = right, left, MIRRORED[op]
        gate = _comparison_gate(op, left, right)
        if right.constant:
            return Boolean(comparison_with(op, left.get, right.value), gate)
        return Boolean(comparison(op, left.get, right.get), gate)

    def _call(self, node: Call) -> Boolean:
        converter, arguments = self._operands.arguments(node)
        result = calls.invoke(node, converter, arguments)
        exact = converter.returns == "bool"
        if not exact and not node.keys and not converter.returns.startswith(("bool", "any")):
            raise Problem(node.column, f"{node.name} returns {converter.returns}, not a bool", "compare its result")
        if result.constant:
            if type(result.value) is not bool:
                raise Problem(node.column, f"{node.name} gives {describe(result.value)} here, not a bool")
            return _known(result.value)
        if exact:
            return Boolean(result.get, calls.truth(converter, arguments))
        return Boolean(_checked(node.name, result.get), result.needs)


def _known(value: bool) -> Boolean:
    return Boolean(lambda _: value, ANYTHING if value else NOTHING, value)


def _negated(operand: Boolean) -> Boolean:
    if operand.known is not None:
        return _known(not operand.known)
    test = operand.test
    return Boolean(lambda ctx: not test(ctx), ANYTHING)


def _joined(operands: list[Boolean], *, end: bool) -> Boolean:
    """`or` when `end` is True, `and` when it is False: `end` is the operand that settles the result."""
    gate = reduce(or_ if end else and_, (operand.gate for operand in operands))
    tests: list[Test] = []
    for operand in operands:
        if operand.known is (not end):
            continue
        if operand.known is end and not tests:
            return _known(end)
        tests.append(operand.test)
        if operand.known is end:
            break
    if not tests:
        return _known(not end)
    return Boolean((_any if end else _all)(tests), gate)


def _all(tests: list[Test]) -> Test:
    match tests:
        case [a]:
            return a
        case [a, b]:
            return lambda ctx: a(ctx) and b(ctx)
        case [a, b, c]:
            return lambda ctx: a(ctx) and b(ctx) and c(ctx)
        case _:
            return _settled_by(False, tests)


def _any(tests: list[Test]) -> Test:
    match tests:
        case [a]:
            return a
        case [a, b]:
            return lambda ctx: a(ctx) or b(ctx)
        case [a, b, c]:
            return lambda ctx: a(ctx) or b(ctx) or c(ctx)
        case _:
            return _settled_by(True, tests)


def _settled_by(end: bool, tests: list[Test]) -> Test:
    def test(ctx: Any) -> bool:
        for each in tests:
            if each(ctx) is end:
                return end
        return not end

    return test


def _checked(name: str, get: Getter) -> Callable[[Any], bool]:
    def test(ctx: Any) -> bool:
        value = get(ctx)
        if value is True or value is False:
            return value
        raise EvaluationError(f"{name} gave {describe(value)} where a bool is needed")

    return test


def _comparison_gate(op: str, left: Operand, right: Operand) -> Gate:
    """What data must contain for `left op right`; a constant stands on the right."""
    if op in ("<", ">"):
        return left.needs & right.needs
    if not right.constant:
        return ANYTHING
    if op == "!=":
        return left.needs if right.value is None else ANYTHING
    if right.value is None:
        return ANYTHING
    found = occurrences(right.value) if op == "==" and left.verbatim else ()
    return left.needs & requires(found)
